import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';
import type { InvoiceRef } from '../subscriptions/index.js';

/**
 * Claims invoices that a bank decides about, to ask how the payment ended. Events alone are not enough: an event can come before
 * the invoice is noted as `processing`.
 */
export const CLAIM_PROCESSING = statement<
  InvoiceRef & { providerInvoice: string | null },
  { now: Date; next: Date; limit: number }
>(
  'invoice_claim_processing',
  `WITH due AS MATERIALIZED (
     SELECT business_id, id FROM invoices
     WHERE next_attempt_at <= $now AND status = 'processing' AND NOT test
     ORDER BY next_attempt_at LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   )
   UPDATE invoices i SET next_attempt_at = $next, version = i.version + 1
   FROM due d WHERE i.business_id = d.business_id AND i.id = d.id
     ${inForms('', `AND i.status = 'processing' AND i.next_attempt_at <= $now`)}
   RETURNING i.business_id AS "businessId", i.id, i.provider_invoice AS "providerInvoice"`,
);
