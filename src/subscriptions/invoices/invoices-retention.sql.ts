import { walk } from '../../retention/index.js';

/** Deletes invoices that are old and need no payment any more, with their credit notes. */
export const PURGE_INVOICES = walk('retention_invoices', {
  table: 'invoices',
  key: { business_id: 'uuid', id: 'uuid' },
  over: "r.created_at < $before AND r.status NOT IN ('open', 'processing')",
});
export const PURGE_BILLING_NOTICES = walk('retention_billing_notices', {
  table: 'billing_notices',
  key: { business_id: 'uuid', about: 'uuid', kind: 'text' },
  over: 'r.at < $before',
});
