import { type Statement, statement } from '../../database/sql.js';
import { inParallel } from '../../database/sql-text.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import { INVOICE_COLUMNS } from './invoices.sql.js';

/**
 * Takes the next `$count` numbers of a series, and returns the last of them. The row stays locked until the transaction ends, so
 * that no number is left out.
 */
export const NEXT_IN_SERIES = statement<{ last: number }, { series: string; count: number }>(
  'document_series_next',
  'UPDATE document_series SET last = last + $count WHERE series = $series RETURNING last',
);
/** Reads the last number of a series, and locks it. */
export const LOCK_SERIES = statement<{ last: number }, { series: string }>(
  'document_series_lock',
  'SELECT last FROM document_series WHERE series = $series FOR UPDATE',
);

/** SQL of a number as it is printed: at least six digits. `n` is SQL of an integer. */
const printed = (prefix: string, n: string): string =>
  `'${prefix}' || lpad((${n})::text, GREATEST(6, length((${n})::text)), '0')`;

/** SQL of the customer that an invoice names: the billing profile `p`, with the name of business `b` if the profile has none. */
export const BILL_TO = `jsonb_build_object('name', COALESCE(p.name, b.name), 'address', p.address, 'taxId', p.tax_id, 'email', p.email)`;

/** The oldest invoices that have no number yet. */
const UNISSUED = `
     SELECT business_id, id, created_at FROM invoices WHERE issued_at IS NULL AND status = 'open' AND NOT test
     ORDER BY created_at, business_id, id LIMIT $limit`;
/** A statement that numbers the invoices of `unissued` after `$last`, in the order `by`. */
const issue = <Params>(name: string, unissued: string, by: string): Statement<InvoiceRow, Params> =>
  statement<InvoiceRow, Params>(
    name,
    `WITH unissued AS MATERIALIZED (${unissued}
   ),
   numbered AS (
     SELECT u.*, $last::bigint + row_number() OVER (ORDER BY ${by}) AS n FROM unissued u
   ),
   billed AS MATERIALIZED (
     SELECT m.business_id, m.id, ${printed('INV-', 'm.n')} AS number,
            ((($now::timestamptz AT TIME ZONE 'UTC') + COALESCE(p.net_days, 0) * interval '1 day') AT TIME ZONE 'UTC') AS due_at,
            ${BILL_TO} AS bill_to
     FROM numbered m
     LEFT JOIN businesses b ON b.id = m.business_id
     LEFT JOIN billing_profiles p ON p.business_id = m.business_id
   )
   UPDATE invoices i SET number = m.number, issued_at = $now, next_attempt_at = NULL, version = i.version + 1,
          due_at = LEAST(m.due_at, i.expires_at), bill_to = m.bill_to
   FROM billed m
   WHERE i.business_id = m.business_id AND i.id = m.id
   RETURNING ${INVOICE_COLUMNS}`,
  );

/**
 * Issues up to `$limit` invoices that have no number yet, in the order in which they were written. Each gets the next number
 * after `$last`, its due date, and the present billing profile. An order is due at the latest when it expires.
 */
export const ISSUE = issue<{ last: number; limit: number; now: Date }>(
  'invoice_issue',
  `${UNISSUED} FOR NO KEY UPDATE SKIP LOCKED`,
  'u.created_at, u.business_id, u.id',
);
/**
 * Finds the invoices that `ISSUE` would issue, in the same order, and locks them by a write, because a distributed database
 * cannot lock rows otherwise here. If an invoice is voided at the same time, the void waits, or it was faster and the invoice is
 * left out. So every number goes to an invoice that keeps it.
 */
export const TAKE_UNISSUED = statement<InvoiceRef, { limit: number; now: Date }>(
  'invoice_take_unissued',
  `WITH unissued AS MATERIALIZED (${UNISSUED}
   ),
   taken AS (
     UPDATE invoices i SET issued_at = $now FROM unissued u
     WHERE i.business_id = u.business_id AND i.id = u.id AND i.issued_at IS NULL AND i.status = 'open'
     RETURNING i.business_id, i.id, i.created_at
   )
   SELECT business_id AS "businessId", id FROM taken ORDER BY created_at, business_id, id`,
);
/** Finds one invoice as `TAKE_UNISSUED` does. */
export const TAKE_UNISSUED_ONE = statement<InvoiceRef, InvoiceRef & { now: Date }>(
  'invoice_take_unissued_one',
  `UPDATE invoices SET issued_at = $now
   WHERE business_id = $businessId AND id = $id AND issued_at IS NULL AND status = 'open' AND NOT test
   RETURNING business_id AS "businessId", id`,
);
/** Issues the invoices that the same transaction has found by `TAKE_UNISSUED`, in the given order. */
export const ISSUE_TAKEN = issue<{ last: number; businessIds: string[]; ids: string[]; now: Date }>(
  'invoice_issue_taken',
  `
     SELECT * FROM ${inParallel({ businessIds: 'uuid', ids: 'uuid' })} WITH ORDINALITY AS a (business_id, id, place)`,
  'u.place',
);
export const printedCreditNote = (n: number): string => `CN-${String(n).padStart(6, '0')}`;
