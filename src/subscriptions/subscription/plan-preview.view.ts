import { ApiProperty } from '@nestjs/swagger';
import { IntervalView, PriceView } from '../../billing-plans/index.js';
import { InvoiceLineView } from '../invoices/invoice.view.js';

/**
 * A feature that is above what the plan allows: resources that are held, or units used in a cycle that goes on. Held resources
 * stay; further ones are refused.
 */
export class OverLimitView {
  feature: string;
  @ApiProperty({ type: 'integer' })
  used: number;
  @ApiProperty({ type: 'integer' })
  limit: number;
}

/** The amount due now. An owner pays it before the change takes effect. A change by an operator writes an invoice of it. */
export class DueNowView {
  /**
   * The amount in minor units, with `tax`. The amount falls during the cycle, so the change costs this much or less.
   * @example 1633
   */
  @ApiProperty({ type: 'integer' })
  amount: number;
  /**
   * The tax in `amount`. Null while it is not known; it is then added to `amount`, and `maxAmount` of the change limits the sum
   * of both.
   */
  @ApiProperty({ type: 'integer', nullable: true })
  tax: number | null;
  /** ISO 4217. @example 'USD' */
  currency: string;
  /** The lines of the invoice, without tax that is added. */
  @ApiProperty({ type: [InvoiceLineView] })
  lines: InvoiceLineView[];
}

/** The result of a change of plan. */
export class PlanPreviewView {
  planCode: string;
  @ApiProperty({ enum: ['now', 'cycleEnd'] })
  when: 'now' | 'cycleEnd';
  effectiveAt: Date;
  /** The price of one cycle. */
  price: PriceView;
  interval: IntervalView;
  /** Whether it would begin with the plan's trial. */
  trial: boolean;
  overLimit: OverLimitView[];
  /** The amount to pay now; null if nothing is due or no money is collected. */
  @ApiProperty({ type: DueNowView, nullable: true })
  dueNow: DueNowView | null;
  /** Whether `dueNow` has to be paid, or a card saved, before the change is made. */
  paymentRequired: boolean;
}
