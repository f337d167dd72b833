import { AsMaxAmount, AsSeats } from '../../subscriptions/index.js';
import { Code, MayBeAbsent, Text } from '../../common/validation.js';

export class OpenCheckoutDto {
  /** The plan to buy. Without a plan, and for a trial that renews by itself, the page only saves a card. */
  @MayBeAbsent()
  @Code()
  planCode?: string;

  @AsSeats()
  quantity?: number;

  @AsMaxAmount()
  maxAmount?: number;

  /** The version of the terms that the person agreed to. It is stored with the time and the network address. */
  @MayBeAbsent()
  @Text(100)
  termsVersion?: string;

  /** Where the person goes after giving the card: an address of `PUBLIC_URL` or `RETURN_ORIGINS`. */
  @MayBeAbsent()
  @Text(1_000)
  successUrl?: string;

  /** Where the person goes after canceling. */
  @MayBeAbsent()
  @Text(1_000)
  cancelUrl?: string;
}
