import { ApiProperty } from '@nestjs/swagger';

const PROVIDERS = ['none', 'manual', 'stripe'] as const;

/** The card, or the other payment method, that is charged. */
export class CardView {
  /** The brand of a card, or the kind of another payment method, such as `sepa_debit` or `paypal`. @example 'visa' */
  @ApiProperty({ type: String, nullable: true })
  brand: string | null;
  /** The last digits of a card or of a bank account. Null for a payment method without digits, such as PayPal. @example '4242' */
  @ApiProperty({ type: String, nullable: true })
  last4: string | null;
  @ApiProperty({ type: 'integer', nullable: true })
  expiresMonth: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  expiresYear: number | null;
}

/** The saved payment method, or null if there is none. */
export const cardView = ({
  paymentMethod,
  brand,
  last4,
  expiresMonth,
  expiresYear,
}: CardView & { paymentMethod: string | null }): CardView | null =>
  paymentMethod === null ? null : { brand, last4, expiresMonth, expiresYear };

/** What a business owes while it is past due. */
export class PastDueView {
  /** The oldest invoice that is not paid. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  invoiceId: string | null;
  /** The status of this invoice. `processing`: it was paid, and the bank decides about the payment. @example 'open' */
  @ApiProperty({ enum: ['open', 'processing'], nullable: true })
  status: 'open' | 'processing' | null;
  /** When the subscription lapses, if the invoice is not paid before. */
  accessUntil: Date;
  /** When the payment is tried again. */
  nextAttemptAt: Date | null;
}

/** How a business pays. */
export class BillingView {
  /** How money is collected. @example 'manual' */
  @ApiProperty({ enum: PROVIDERS })
  provider: (typeof PROVIDERS)[number];
  @ApiProperty({ type: CardView, nullable: true })
  card: CardView | null;
  @ApiProperty({ type: PastDueView, nullable: true })
  pastDue: PastDueView | null;
}

/** The payer that invoices name. */
export class BillingProfileView {
  /** @example 'Analytical Engines Ltd' */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
  /** The country of the payer, for taxes: two letters, ISO 3166. @example 'GB' */
  @ApiProperty({ type: String, nullable: true })
  country: string | null;
  /** @example 'SW1Y 4JH' */
  @ApiProperty({ type: String, nullable: true })
  postalCode: string | null;
  /** @example 'GB123456789' */
  @ApiProperty({ type: String, nullable: true })
  taxId: string | null;
  /** The address for mails about money. If it is null, they go to the owner. */
  @ApiProperty({ type: String, nullable: true })
  email: string | null;
  /** Days from the issue of an invoice to its due date. An operator sets them. @example 0 */
  @ApiProperty({ type: 'integer' })
  netDays: number;
}

/** A page of the provider, to be opened by the person. */
export class PortalView {
  /** The address to send the person to. */
  url: string;
}
