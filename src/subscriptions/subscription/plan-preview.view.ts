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

/** What is due now: for an owner before the change takes effect, for an operator by the invoice that the change writes. */
export class DueNowView {
  /** In minor units, with `tax`. It is at most this: it sinks as the cycle passes. @example 1633 */
  @ApiProperty({ type: 'integer' })
  amount: number;
  /** The tax in `amount`. Null where it is not known yet: it comes on top of `amount`, and `maxAmount` of the change bounds both. */
  @ApiProperty({ type: 'integer', nullable: true })
  tax: number | null;
  /** ISO 4217. @example 'USD' */
  currency: string;
  /** Without tax that is added. */
  @ApiProperty({ type: [InvoiceLineView] })
  lines: InvoiceLineView[];
}

/** What a change of plan would bring. */
export class PlanPreviewView {
  planCode: string;
  @ApiProperty({ enum: ['now', 'cycleEnd'] })
  when: 'now' | 'cycleEnd';
  effectiveAt: Date;
  /** For one cycle. */
  price: PriceView;
  interval: IntervalView;
  /** Whether it would begin with the plan's trial. */
  trial: boolean;
  overLimit: OverLimitView[];
  /** Null where nothing is due now, and where no money is collected. */
  @ApiProperty({ type: DueNowView, nullable: true })
  dueNow: DueNowView | null;
  /** `dueNow` has to be paid, or a card saved, before the change is made. */
  paymentRequired: boolean;
}
