import { statement } from '../../database/sql.js';

/** Deletes up to `$limit` invoices that were written before `$before` and need no payment any more, with their credit notes. */
export const PRUNE_INVOICES = statement<void, { before: Date; limit: number }>(
  'retention_invoices',
  `DELETE FROM invoices WHERE (business_id, id) IN (
     SELECT business_id, id FROM invoices
     WHERE created_at < $before AND status NOT IN ('open', 'processing') LIMIT $limit)`,
);
export const PRUNE_BILLING_NOTICES = statement<void, { before: Date; limit: number }>(
  'retention_billing_notices',
  `DELETE FROM billing_notices WHERE (business_id, about, kind) IN (
     SELECT business_id, about, kind FROM billing_notices WHERE at < $before LIMIT $limit)`,
);
