import { ISO } from '../../events/index.js';

/**
 * SQL of an invoice as `InvoiceView` shows it, for a statement that writes the events of many. `i` has the columns of `invoices`.
 */
const INVOICE_STATE = (i: string): string => `
  json_build_object('id', ${i}.id, 'number', ${i}.number, 'subscriptionId', ${i}.subscription_id, 'reason', ${i}.reason,
    'planCode', ${i}.plan_code,
    'cycle', json_build_object('index', ${i}.cycle_index, 'startsAt', ${ISO(`${i}.starts_at`)}, 'endsAt', ${ISO(`${i}.ends_at`)}),
    'currency', ${i}.currency, 'subtotal', ${i}.subtotal, 'tax', ${i}.tax, 'total', ${i}.total, 'refunded', ${i}.refunded,
    'lines', ${i}.lines, 'status', ${i}.status, 'createdAt', ${ISO(`${i}.created_at`)}, 'issuedAt', ${ISO(`${i}.issued_at`)},
    'dueAt', ${ISO(`${i}.due_at`)}, 'declinedAt', ${ISO(`${i}.declined_at`)}, 'declineCode', ${i}.decline_code,
    'paidAt', ${ISO(`${i}.paid_at`)}, 'expiresAt', ${ISO(`${i}.expires_at`)},
    'payUrl', ${i}.pay_url, 'pdfUrl', ${i}.pdf_url)`;

/**
 * SQL that records events of type `type` about the invoices of `from`, at `at`. `listened` is the filter of `LISTENED_ALONE`, or
 * empty.
 */
export const RECORD_INVOICE_EVENTS = (type: string, from: string, at: string, listened: string): string => `
  INSERT INTO event_outbox (business_id, type, at, data)
  SELECT i.business_id, ${type}, ${at}, json_build_object('invoice', ${INVOICE_STATE('i')})
  FROM ${from} AS i${listened}
  ORDER BY i.business_id, i.id`;
