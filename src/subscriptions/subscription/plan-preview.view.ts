import { ApiProperty } from '@nestjs/swagger';
import { IntervalView, PriceView } from '../../billing-plans/index.js';
import { InvoiceLineView } from '../invoices/invoice.view.js';

/**
 * A feature that is above what the plan allows: resources that are held, or units used in a cycle that goes on. Held resources
 * are kept; further ones are refused.
 */
export class OverLimitView {
  feature: string;
  @ApiProperty({ type: 'integer' })
  used: number;
  @ApiProperty({ type: 'integer' })
  limit: number;
}

/** The amount due now: an owner pays it before the change takes effect, an operator's change writes an invoice of it. */
export class DueNowView {
  /** The amount in minor units, with `tax`. It is at most this: it sinks as the cycle passes. @example 1633 */
  @ApiProperty({ type: 'integer' })
  amount: number;
  /** The tax in `amount`. Null where it is not known yet: it comes on top of `amount`, and `maxAmount` of the change bounds both. */
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
  /** The amount to pay now; null where nothing is due, and where no money is collected. */
  @ApiProperty({ type: DueNowView, nullable: true })
  dueNow: DueNowView | null;
  /** `dueNow` has to be paid, or a card saved, before the change is made. */
  paymentRequired: boolean;
}
