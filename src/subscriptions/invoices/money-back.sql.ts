import { statement } from '../../database/sql.js';
import type { CreditNoteRow, InvoiceRef } from './invoice.rows.js';
import { SETTLED } from './invoice-settlement.sql.js';
import { REFUNDABLE, THIS_INVOICE } from './invoices.sql.js';

/** Writes a credit note, once for each reference of a refund. */
export const WRITE_CREDIT_NOTE = statement<
  { id: string },
  InvoiceRef & {
    noteId: string;
    number: string | null;
    amount: number;
    reason: string;
    reference: string | null;
    now: Date;
  }
>(
  'credit_note_write',
  `INSERT INTO credit_notes (business_id, id, invoice_id, number, amount, currency, reason, reference, created_at)
   SELECT i.business_id, $noteId, i.id, $number, $amount, i.currency, $reason, $reference, $now
   FROM invoices i WHERE i.business_id = $businessId AND i.id = $id
   ON CONFLICT (business_id, invoice_id, reference) DO NOTHING RETURNING id`,
);
/** The credit notes of an invoice, the oldest first, at most a hundred. */
export const LIST_CREDIT_NOTES = statement<CreditNoteRow, InvoiceRef>(
  'credit_note_list',
  `SELECT id, number, amount, created_at AS "createdAt" FROM credit_notes
   WHERE business_id = $businessId AND invoice_id = $id ORDER BY id LIMIT 100`,
);
/** Finds a credit note by the reference of its refund. */
export const NOTED_REFUND = statement<{ found: number }, InvoiceRef & { reference: string }>(
  'credit_note_find',
  `SELECT 1 AS found FROM credit_notes WHERE business_id = $businessId AND invoice_id = $id AND reference = $reference`,
);
/** Notes money that was sent back. If that is all that was paid, the invoice is `refunded`. */
export const ADD_REFUND = statement<void, InvoiceRef & { amount: number }>(
  'invoice_add_refund',
  `UPDATE invoices SET refunded = refunded + $amount, refund_due = GREATEST(0, refund_due - $amount),
          status = CASE WHEN status = 'paid' AND refunded + $amount = ${REFUNDABLE} THEN 'refunded' ELSE status END,
          version = version + 1
   WHERE ${THIS_INVOICE} AND refunded + $amount <= ${REFUNDABLE}`,
);

export const SET_DISPUTED = statement<void, InvoiceRef & { at: Date }>(
  'invoice_set_disputed',
  `UPDATE invoices SET disputed_at = $at, version = version + 1 WHERE ${THIS_INVOICE} AND disputed_at IS NULL`,
);
/** Clears the dispute of an invoice, unless it was lost. */
export const CLEAR_DISPUTED = statement<void, InvoiceRef>(
  'invoice_clear_disputed',
  `UPDATE invoices SET disputed_at = NULL, version = version + 1
   WHERE ${THIS_INVOICE} AND disputed_at IS NOT NULL AND status <> 'chargedBack'`,
);
export const SET_CHARGED_BACK = statement<void, InvoiceRef & { at: Date }>(
  'invoice_set_charged_back',
  `UPDATE invoices SET status = 'chargedBack', disputed_at = COALESCE(disputed_at, $at), refund_due = 0, ${SETTLED}
   WHERE ${THIS_INVOICE} AND status IN ('paid', 'refunded')`,
);
