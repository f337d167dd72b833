import { statement } from '../database/sql.js';

/** Our side of an invoice that exists at the provider, too. Amounts are in minor units of `currency`. */
export interface OursRow {
  businessId: string;
  id: string;
  reference: string;
  status: string;
  currency: string;
  total: number;
  refunded: number;
  /** It was paid with another amount. The list of problems shows that already. */
  mismatch: boolean;
  /** It was paid by hand, and not at the provider. */
  elsewhere: boolean;
}

const COLUMNS = `business_id AS "businessId", id, provider_invoice AS reference, status, currency, total, refunded,
  problem = 'amountMismatch' IS TRUE AS mismatch, reference IS DISTINCT FROM provider_invoice AS elsewhere`;

/** Finds our invoices of these ids, with or without a reference of the provider. */
export const OURS_BY_ID = statement<OursRow, { businessIds: string[]; ids: string[] }>(
  'payments_compare_by_id',
  `SELECT ${COLUMNS} FROM invoices
   WHERE (business_id, id) IN (SELECT * FROM unnest($businessIds::uuid[], $ids::uuid[]))`,
);
/** Whether an invoice of the business was paid by the payment of this name, for example one that an operator marked as paid. */
export const PAID_BY = statement<{ found: number }, { businessId: string; reference: string }>(
  'payments_compare_paid_by',
  'SELECT 1 AS found FROM invoices WHERE business_id = $businessId AND reference = $reference LIMIT 1',
);
/** Finds invoices that the provider refuses each time, the oldest first. */
export const REFUSED = statement<{ id: string; refusedBecause: string | null }, { limit: number }>(
  'payments_compare_refused',
  `SELECT id, refused_because AS "refusedBecause" FROM invoices
   WHERE problem = 'refused' AND status = 'open' AND change IS NULL ORDER BY id LIMIT $limit`,
);
/** Finds our invoices that were issued at the provider since `$since`, in the order of their keys. */
export const OURS_SINCE = statement<
  OursRow,
  { since: Date; afterBusiness: string; afterId: string; limit: number }
>(
  'payments_compare_since',
  `SELECT ${COLUMNS} FROM invoices
   WHERE created_at >= $since AND issued_at >= $since AND provider_invoice IS NOT NULL AND NOT test
     AND (business_id, id) > ($afterBusiness::uuid, $afterId::uuid)
   ORDER BY business_id, id LIMIT $limit`,
);
