import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';
import type { InvoiceRef } from '../subscriptions/index.js';
import { free, THIS_CLAIM } from './collecting.sql.js';

/**
 * Claims invoices with money to send back that the provider took, and invoices that have to be closed at the provider: they are
 * void, were paid elsewhere, are for a change that was not paid in time, or became void before `$before` and their issue got no
 * answer. A change whose close was tried after `$before` waits. `refundDue` is what the provider has to send back: a person sends
 * back what was paid elsewhere.
 */
export const CLAIM_LEFTOVERS = statement<
  InvoiceRef & { providerInvoice: string | null; refundDue: number; leaseUntil: Date },
  { now: Date; before: Date; leaseUntil: Date; limit: number }
>(
  'invoice_claim_leftovers',
  `WITH to_refund AS MATERIALIZED (
     SELECT business_id, id FROM invoices
     WHERE refund_due > 0 AND provider_invoice IS NOT NULL AND reference = provider_invoice
       AND ${free()}
     LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   ),
   to_close AS MATERIALIZED (
     SELECT business_id, id FROM invoices
     WHERE pay_url IS NOT NULL AND provider_invoice IS NOT NULL
       AND (status = 'void' OR status IN ('paid', 'refunded') AND reference IS DISTINCT FROM provider_invoice)
       AND ${free()}
     LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   ),
   to_find AS MATERIALIZED (
     SELECT business_id, id FROM invoices
     WHERE status = 'void' AND provider_invoice IS NULL AND outages > 0 AND voided_at <= $before
       AND ${free()}
     LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   ),
   to_expire AS MATERIALIZED (
     SELECT business_id, id FROM invoices
     WHERE status = 'open' AND expires_at IS NOT NULL AND expires_at <= $now AND pay_url IS NOT NULL AND provider_invoice IS NOT NULL
       AND ${free('in_flight_until', '$before')}
     LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   ),
   due AS (
     SELECT * FROM to_refund UNION ALL SELECT * FROM to_close UNION ALL SELECT * FROM to_find UNION ALL SELECT * FROM to_expire
   )
   UPDATE invoices i SET in_flight_until = $leaseUntil, version = i.version + 1
   FROM due d WHERE i.business_id = d.business_id AND i.id = d.id ${inForms('', `AND ${free('i.in_flight_until')}`)}
   RETURNING i.business_id AS "businessId", i.id, i.provider_invoice AS "providerInvoice",
     CASE WHEN i.reference = i.provider_invoice THEN i.refund_due ELSE 0 END AS "refundDue", i.in_flight_until AS "leaseUntil"`,
);
/** Notes that nobody can pay the invoice at the provider any more, and ends the claim. */
export const NOTE_CLOSED = statement<void, InvoiceRef>(
  'invoice_note_closed',
  `UPDATE invoices SET pay_url = NULL, in_flight_until = NULL, version = version + 1
   WHERE business_id = $businessId AND id = $id AND status NOT IN ('open', 'processing')`,
);
/** Notes that the provider was searched for an invoice whose issue got no answer, and ends the claim. */
export const NOTE_SEARCHED = statement<void, InvoiceRef>(
  'invoice_note_searched',
  `UPDATE invoices SET outages = 0, in_flight_until = NULL, version = version + 1
   WHERE business_id = $businessId AND id = $id AND status NOT IN ('open', 'processing')`,
);
/**
 * Ends the claim of an invoice that could not be closed at the provider. A claim of an open invoice says that it is being paid, so
 * it would refuse other orders. The end of the claim then tells when the close was tried last.
 */
export const NOTE_NOT_CLOSED = statement<void, InvoiceRef & { leaseUntil: Date; now: Date }>(
  'invoice_note_not_closed',
  `UPDATE invoices i SET in_flight_until = $now, version = i.version + 1 WHERE ${THIS_CLAIM} AND i.status = 'open'`,
);
