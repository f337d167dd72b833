import { ApiProperty } from '@nestjs/swagger';
import { INVOICE_REASONS, INVOICE_STATUSES, type InvoiceRow } from './invoice.rows.js';

/** A line of an invoice. */
export class InvoiceLineView {
  /** @example 'Pro' */
  description: string;
  @ApiProperty({ type: 'integer' })
  quantity: number;
  /** The price of one, in minor units; below 0 for a discount. @example 4900 */
  @ApiProperty({ type: 'integer' })
  unitAmount: number;
  /** The amount of the line, in minor units. @example 4900 */
  @ApiProperty({ type: 'integer' })
  amount: number;
}

/** The cycle that is billed, or in which a change is bought. */
export class InvoicedCycleView {
  /** @example 3 */
  @ApiProperty({ type: 'integer' })
  index: number;
  startsAt: Date;
  endsAt: Date;
}

/** An invoice. Amounts are integers in the currency's minor unit. */
export class InvoiceView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The number; null until the invoice is issued, and on a test clock. @example 'INV-000042' */
  @ApiProperty({ type: String, nullable: true })
  number: string | null;
  @ApiProperty({ format: 'uuid' })
  subscriptionId: string;
  /**
   * Why it was written: a cycle began (`cycle`), a plan is bought (`start`), or the difference to a more expensive plan or to more
   * seats is paid (`upgrade`). @example 'cycle'
   */
  @ApiProperty({ enum: INVOICE_REASONS })
  reason: (typeof INVOICE_REASONS)[number];
  /** @example 'pro' */
  planCode: string;
  cycle: InvoicedCycleView;
  /** ISO 4217. @example 'USD' */
  currency: string;
  /** The sum of the lines, without tax, in minor units of `currency`. @example 4900 */
  @ApiProperty({ type: 'integer' })
  subtotal: number;
  /** The tax, in minor units of `currency`. @example 0 */
  @ApiProperty({ type: 'integer' })
  tax: number;
  /** The amount to pay, tax included, in minor units of `currency`. @example 4900 */
  @ApiProperty({ type: 'integer' })
  total: number;
  /** The amount that was sent back, in minor units of `currency`. */
  @ApiProperty({ type: 'integer' })
  refunded: number;
  @ApiProperty({ type: [InvoiceLineView] })
  lines: InvoiceLineView[];
  /** @example 'open' */
  @ApiProperty({ enum: INVOICE_STATUSES })
  status: (typeof INVOICE_STATUSES)[number];
  createdAt: Date;
  issuedAt: Date | null;
  dueAt: Date | null;
  /** The time of the first decline that counts. One that comes more than an hour before `dueAt` sets only `declineCode`. */
  declinedAt: Date | null;
  /** Why the last payment was declined. @example 'insufficient_funds' */
  @ApiProperty({ type: String, nullable: true })
  declineCode: string | null;
  paidAt: Date | null;
  /** The time until which a change of plan can be paid. Then the invoice becomes void. Null for the invoice of a cycle. */
  expiresAt: Date | null;
  /** The page on which the invoice can be paid. It works for some weeks; the route that shows one invoice has a page that works. */
  @ApiProperty({ type: String, nullable: true })
  payUrl: string | null;
  /** The PDF of the invoice. It works for some weeks; the route that shows one invoice has one that works. */
  @ApiProperty({ type: String, nullable: true })
  pdfUrl: string | null;
}

export const invoiceView = (row: InvoiceRow): InvoiceView => ({
  id: row.id,
  number: row.number,
  subscriptionId: row.subscriptionId,
  reason: row.reason,
  planCode: row.planCode,
  cycle: { index: row.cycleIndex, startsAt: row.startsAt, endsAt: row.endsAt },
  currency: row.currency,
  subtotal: row.subtotal,
  tax: row.tax,
  total: row.total,
  refunded: row.refunded,
  lines: row.lines,
  status: row.status,
  createdAt: row.createdAt,
  issuedAt: row.issuedAt,
  dueAt: row.dueAt,
  declinedAt: row.declinedAt,
  declineCode: row.declineCode,
  paidAt: row.paidAt,
  expiresAt: row.expiresAt,
  payUrl: row.payUrl,
  pdfUrl: row.pdfUrl,
});
