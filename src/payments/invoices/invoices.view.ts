import { ApiProperty } from '@nestjs/swagger';
import { type CreditNoteRow, type InvoiceRow, InvoiceView, invoiceView } from '../../subscriptions/index.js';

/** An invoice as operators see it. */
export class OperatorInvoiceView extends InvoiceView {
  @ApiProperty({ format: 'uuid' })
  businessId: string;
  /**
   * `amountMismatch`: paid with a wrong amount. `unapplied`: paid for nothing, because it was void or its change is not possible
   * any more. `refused`: refused by the provider, and another try would be refused too.
   */
  @ApiProperty({ type: String, enum: ['amountMismatch', 'unapplied', 'refused'], nullable: true })
  problem: InvoiceRow['problem'];
  /** Why the provider refuses the invoice: a code of the provider. @example 'customer_tax_location_invalid' */
  @ApiProperty({ type: String, nullable: true })
  refusedBecause: string | null;
  /**
   * The amount that was paid, where it is known in the invoice's currency. Null means the total. No more than this can be sent
   * back.
   */
  @ApiProperty({ type: 'integer', nullable: true })
  paidAmount: number | null;
  /** The amount that was paid for nothing and has to be sent back, in minor units of the invoice's currency. */
  @ApiProperty({ type: 'integer' })
  refundDue: number;
  /** The reference of the payment, at the bank or the provider. */
  @ApiProperty({ type: String, nullable: true })
  reference: string | null;
  /** When the payer disputed the payment. Null if there is no dispute, or if it was won. */
  disputedAt: Date | null;
  /** Whether the invoice belongs to a business on a test clock. */
  test: boolean;
}

/** An invoice of the operators' list. */
export class ListedInvoiceView extends OperatorInvoiceView {
  /** The name of the business; null if the business was erased. */
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
  paidAmount: row.paidAmount,
  refundDue: row.refundDue,
  reference: row.reference,
  disputedAt: row.disputedAt,
  test: row.test,
});
