import { ApiProperty } from '@nestjs/swagger';
import { type CreditNoteRow, type InvoiceRow, InvoiceView, invoiceView } from '../../subscriptions/index.js';

/** An invoice as operators see it, among those of all businesses. */
export class OperatorInvoiceView extends InvoiceView {
  @ApiProperty({ format: 'uuid' })
  businessId: string;
  /**
   * `amountMismatch`: paid with a wrong amount. `unapplied`: paid for nothing. `refused`: the provider does not take it, and would
   * not on another try.
   */
  @ApiProperty({ type: String, enum: ['amountMismatch', 'unapplied', 'refused'], nullable: true })
  problem: InvoiceRow['problem'];
  /** Why the provider refuses it: a code of the provider. @example 'customer_tax_location_invalid' */
  @ApiProperty({ type: String, nullable: true })
  refusedBecause: string | null;
  /** Was paid for nothing and is to be sent back. */
  @ApiProperty({ type: 'integer' })
  refundDue: number;
  /** The reference of the payment, at the bank or the provider. */
  @ApiProperty({ type: String, nullable: true })
  reference: string | null;
  disputedAt: Date | null;
  /** Whether it belongs to a business on a test clock. */
  test: boolean;
}

/** An invoice in the list of operators. */
export class ListedInvoiceView extends OperatorInvoiceView {
  /** The name of the business; null when it was erased. */
  @ApiProperty({ type: String, nullable: true })
  businessName: string | null;
}

/** The document of money that was sent back. */
export class CreditNoteView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The number of the credit note; null on a test clock. @example 'CN-000007' */
  @ApiProperty({ type: String, nullable: true })
  number: string | null;
  /** The amount that was sent back, in minor units of the invoice's currency. @example 900 */
  @ApiProperty({ type: 'integer' })
  amount: number;
  createdAt: Date;
}

/** An invoice with what was sent back of it. */
export class InvoiceWithNotesView extends InvoiceView {
  /** The oldest first. */
  @ApiProperty({ type: () => [CreditNoteView] })
  creditNotes: CreditNoteView[];
}

export const creditNoteView = ({ id, number, amount, createdAt }: CreditNoteRow): CreditNoteView => ({
  id,
  number,
  amount,
  createdAt,
});

export const operatorInvoiceView = (row: InvoiceRow): OperatorInvoiceView => ({
  ...invoiceView(row),
  businessId: row.businessId,
  problem: row.problem,
  refusedBecause: row.refusedBecause,
  refundDue: row.refundDue,
  reference: row.reference,
  disputedAt: row.disputedAt,
  test: row.test,
});
