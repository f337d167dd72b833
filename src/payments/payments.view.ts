import { ApiProperty } from '@nestjs/swagger';

/** How collecting goes, as operators see it. */
export class PaymentsView {
  @ApiProperty({ enum: ['none', 'manual', 'stripe'], example: 'stripe' })
  provider: 'none' | 'manual' | 'stripe';
  /** The provider's account; null until the first call. */
  @ApiProperty({ type: String, nullable: true, example: 'acct_1' })
  account: string | null;
  @ApiProperty({ enum: ['live', 'test'], nullable: true, example: 'test' })
  mode: 'live' | 'test' | null;
  @ApiProperty({ type: Date, nullable: true })
  lastEventAt: Date | null;
  /** Invoices that are not paid yet. */
  @ApiProperty({ type: 'integer', example: 3 })
  open: number;
  /** Subscriptions that are past due. */
  @ApiProperty({ type: 'integer', example: 1 })
  pastDue: number;
  /** Invoices that an operator has to look at. */
  @ApiProperty({ type: 'integer', example: 0 })
  problems: number;
  /** Invoices whose last attempt ended in an outage of the provider. */
  @ApiProperty({ type: 'integer', example: 0 })
  unanswered: number;
  /** Since when collecting is held, for example after a restore; null while money is collected. */
  @ApiProperty({ type: Date, nullable: true, example: null })
  heldSince: Date | null;
}
