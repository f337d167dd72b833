import { inForms, inParallel, type Statement, statement } from '../../database/sql.js';
import type { CreditNoteRow, InvoiceRef, InvoiceRow } from './invoice.rows.js';

/** An invoice `i`, as `InvoiceRow` reads it. */
export const INVOICE_COLUMNS = `
  i.business_id AS "businessId", i.id, i.number, i.subscription_id AS "subscriptionId", i.reason, i.plan_code AS "planCode",
  i.cycle_index AS "cycleIndex", i.starts_at AS "startsAt", i.ends_at AS "endsAt", i.currency, i.subtotal, i.tax, i.total,
  i.refunded, i.refund_due AS "refundDue", i.lines, i.change, i.status, i.problem, i.refused_because AS "refusedBecause", i.agreed, i.test, i.created_at AS "createdAt",
  i.issued_at AS "issuedAt", i.due_at AS "dueAt", i.declined_at AS "declinedAt", i.decline_code AS "declineCode",
  i.disputed_at AS "disputedAt", i.paid_at AS "paidAt", i.voided_at AS "voidedAt", i.expires_at AS "expiresAt", i.attempt,
  i.retry, i.in_flight_until AS "inFlightUntil", i.next_attempt_at AS "nextAttemptAt",
  i.provider_invoice AS "providerInvoice", i.provider_payment AS "providerPayment", i.reference, i.pay_url AS "payUrl",
  i.pdf_url AS "pdfUrl", i.version`;

/**
 * Locks the subscription of an invoice, and the live one, which a change is applied to. Both come before the lock of the invoice.
 * No row when it was erased.
 */
export const LOCK_SUBSCRIPTION_OF = statement<{ found: number }, InvoiceRef>(
  'invoice_lock_subscription',
  `SELECT 1 AS found FROM subscriptions s
   WHERE s.business_id = $businessId
     AND (s.ended_at IS NULL
          OR s.id = (SELECT i.subscription_id FROM invoices i WHERE i.business_id = $businessId AND i.id = $id))
   ORDER BY s.id FOR NO KEY UPDATE OF s`,
);
export const LOCK_INVOICE = statement<InvoiceRow, InvoiceRef>(
  'invoice_lock',
  `SELECT ${INVOICE_COLUMNS} FROM invoices i WHERE i.business_id = $businessId AND i.id = $id FOR NO KEY UPDATE`,
);
export const FIND_INVOICE = statement<InvoiceRow, InvoiceRef>(
  'invoice_find',
  `SELECT ${INVOICE_COLUMNS} FROM invoices i WHERE i.business_id = $businessId AND i.id = $id`,
);

const SETTLED =
  'next_attempt_at = NULL, in_flight_until = NULL, refused_because = NULL, version = version + 1';
/** The provider takes the invoice again, or nobody has to pay it any more. */
const NOT_REFUSED = "problem = NULLIF(problem, 'refused')";
const THIS = 'business_id = $businessId AND id = $id';

/** Notes that an invoice was paid at `$at`. With `$refundDue` it was paid for nothing. */
export const SET_PAID = statement<
  void,
  InvoiceRef & { at: Date; reference: string; problem: string | null; refundDue: number }
>(
  'invoice_set_paid',
  `UPDATE invoices SET status = 'paid', paid_at = $at, voided_at = NULL, reference = $reference, problem = $problem,
          refund_due = $refundDue, ${SETTLED}
   WHERE ${THIS} AND status IN ('open', 'processing', 'void')`,
);
/** An operator takes what was paid for the whole. */
export const ACCEPT_AMOUNT = statement<void, InvoiceRef & { reference: string }>(
  'invoice_accept_amount',
  `UPDATE invoices SET problem = NULL, reference = $reference, version = version + 1
   WHERE ${THIS} AND status = 'paid' AND problem = 'amountMismatch'`,
);
/** The bank decides. The provider is asked at `$lookAt` how that ended, unless it has told us before. */
export const SET_PROCESSING = statement<void, InvoiceRef & { lookAt: Date }>(
  'invoice_set_processing',
  `UPDATE invoices SET status = 'processing', ${NOT_REFUSED}, next_attempt_at = $lookAt, in_flight_until = NULL, refused_because = NULL,
          version = version + 1 WHERE ${THIS} AND status = 'open'`,
);
/** Notes a decline. The first one counts for the grace; each one ends an attempt. */
export const SET_DECLINED = statement<
  void,
  InvoiceRef & { at: Date; code: string; retry: number; nextAttemptAt: Date | null }
>(
  'invoice_set_declined',
  `UPDATE invoices SET status = 'open', declined_at = COALESCE(declined_at, $at), decline_code = $code, attempt = attempt + 1,
          retry = $retry, next_attempt_at = $nextAttemptAt, in_flight_until = NULL, outages = 0, refused_because = NULL, ${NOT_REFUSED},
          version = version + 1
   WHERE ${THIS} AND status IN ('open', 'processing')`,
);
export const SET_VOID = statement<void, InvoiceRef & { now: Date }>(
  'invoice_set_void',
  `UPDATE invoices SET status = 'void', voided_at = $now, ${NOT_REFUSED}, ${SETTLED}
   WHERE ${THIS} AND status = 'open'`,
);
/** Voids all that is open of a subscription that ends. Null: of all subscriptions of a business that closes. */
export const VOID_ALL_OF = statement<
  InvoiceRow,
  { businessId: string; subscriptionId: string | null; now: Date }
>(
  'invoice_void_all_of',
  `UPDATE invoices i SET status = 'void', voided_at = $now, ${NOT_REFUSED}, ${SETTLED}
   WHERE business_id = $businessId AND ($subscriptionId::uuid IS NULL OR subscription_id = $subscriptionId)
     AND status IN ('open', 'processing')
   RETURNING ${INVOICE_COLUMNS}`,
);
export const SET_DISPUTED = statement<void, InvoiceRef & { at: Date }>(
  'invoice_set_disputed',
  `UPDATE invoices SET disputed_at = $at, version = version + 1 WHERE ${THIS} AND disputed_at IS NULL`,
);
export const SET_CHARGED_BACK = statement<void, InvoiceRef & { at: Date }>(
  'invoice_set_charged_back',
  `UPDATE invoices SET status = 'chargedBack', disputed_at = COALESCE(disputed_at, $at), refund_due = 0, ${SETTLED}
   WHERE ${THIS} AND status IN ('paid', 'refunded')`,
);

/** Writes a credit note, once for each reference of the refund. */
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
/** The credit notes of an invoice, the oldest first, a hundred at most. */
export const LIST_CREDIT_NOTES = statement<CreditNoteRow, InvoiceRef>(
  'credit_note_list',
  `SELECT id, number, amount, created_at AS "createdAt" FROM credit_notes
   WHERE business_id = $businessId AND invoice_id = $id ORDER BY id LIMIT 100`,
);
export const NOTED_REFUND = statement<{ found: number }, InvoiceRef & { reference: string }>(
  'credit_note_find',
  `SELECT 1 AS found FROM credit_notes WHERE business_id = $businessId AND invoice_id = $id AND reference = $reference`,
);
export const ADD_REFUND = statement<void, InvoiceRef & { amount: number }>(
  'invoice_add_refund',
  `UPDATE invoices SET refunded = refunded + $amount, refund_due = GREATEST(0, refund_due - $amount),
          status = CASE WHEN status = 'paid' AND refunded + $amount = total THEN 'refunded' ELSE status END,
          version = version + 1
   WHERE ${THIS} AND refunded + $amount <= total`,
);

/** The next number of a series. Its row is locked until the transaction ends, so that no number is left out. */
export const NEXT_IN_SERIES = statement<{ last: number }, { series: string; count: number }>(
  'document_series_next',
  'UPDATE document_series SET last = last + $count WHERE series = $series RETURNING last',
);
/** The last number of a series, locked. */
export const LOCK_SERIES = statement<{ last: number }, { series: string }>(
  'document_series_lock',
  'SELECT last FROM document_series WHERE series = $series FOR UPDATE',
);

/** A number as it is printed, from SQL of an integer: at least six digits. */
const printed = (prefix: string, n: string): string =>
  `'${prefix}' || lpad((${n})::text, GREATEST(6, length((${n})::text)), '0')`;

/** The oldest invoices that have no number yet. */
const UNISSUED = `
     SELECT business_id, id, created_at FROM invoices WHERE issued_at IS NULL AND status = 'open' AND NOT test
     ORDER BY created_at, business_id, id LIMIT $limit`;
/** Numbers the `unissued` after `$last`, in the order `by`. */
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
            jsonb_build_object('name', COALESCE(p.name, b.name), 'address', p.address, 'taxId', p.tax_id, 'email', p.email) AS bill_to
     FROM numbered m
     LEFT JOIN businesses b ON b.id = m.business_id
     LEFT JOIN billing_profiles p ON p.business_id = m.business_id
   )
   UPDATE invoices i SET number = m.number, issued_at = $now, next_attempt_at = NULL, version = i.version + 1,
          due_at = m.due_at, bill_to = m.bill_to
   FROM billed m
   WHERE i.business_id = m.business_id AND i.id = m.id
   RETURNING ${INVOICE_COLUMNS}`,
  );

/**
 * Issues up to `$limit` invoices that have no number yet, in the order in which they were written: each gets the next number
 * after `$last`, its due date and the billing profile as it is now.
 */
export const ISSUE = issue<{ last: number; limit: number; now: Date }>(
  'invoice_issue',
  `${UNISSUED} FOR NO KEY UPDATE SKIP LOCKED`,
  'u.created_at, u.business_id, u.id',
);
/**
 * Takes what `ISSUE` would, where the database is distributed and cannot lock it first. Who cancels one of them meanwhile waits, or
 * was faster and it is left out: so numbers are given to invoices that surely get them. In the order of `ISSUE`.
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
/** Issues what the same transaction has taken, in the order given. */
export const ISSUE_TAKEN = issue<{ last: number; businessIds: string[]; ids: string[]; now: Date }>(
  'invoice_issue_taken',
  `
     SELECT * FROM ${inParallel({ businessIds: 'uuid', ids: 'uuid' })} WITH ORDINALITY AS a (business_id, id, place)`,
  'u.place',
);
export const printedCreditNote = (n: number): string => `CN-${String(n).padStart(6, '0')}`;

/**
 * Cycles' invoices that are open after their due date, of subscriptions that are not past due yet. With `$asked` a provider is
 * asked first: an invoice that waits for its answer is not overdue, however long the provider is away.
 */
export const OVERDUE = statement<InvoiceRef, { now: Date; asked: boolean; limit: number }>(
  'invoice_overdue',
  `SELECT i.business_id AS "businessId", i.id
   FROM invoices i JOIN subscriptions s ON s.business_id = i.business_id AND s.id = i.subscription_id
   WHERE i.status = 'open' AND i.declined_at IS NULL AND i.reason = 'cycle' AND NOT i.test AND i.due_at <= $now
     AND s.status = 'active' AND NOT ($asked::boolean AND i.next_attempt_at IS NOT NULL)
   ORDER BY i.due_at LIMIT $limit`,
);

/**
 * The declined invoice of each subscription whose access ends by `$until`, while the provider has yet to be asked once more. One
 * that is past due since before `$since` lapses all the same: what goes on for so long is no outage.
 */
export const UNASKED = statement<InvoiceRef, { until: Date; since: Date; limit: number }>(
  'invoice_unasked',
  `SELECT i.business_id AS "businessId", i.id
   FROM subscriptions s
   CROSS JOIN LATERAL (
     SELECT o.business_id, o.id FROM invoices o
     WHERE o.business_id = s.business_id AND o.subscription_id = s.id AND o.status = 'open' AND o.declined_at IS NOT NULL
       AND o.next_attempt_at IS NOT NULL
     LIMIT 1
   ) AS i
   WHERE s.status = 'pastDue' AND s.test_clock_id IS NULL AND s.access_until <= $until AND s.past_due_since > $since
   ORDER BY s.business_id LIMIT $limit`,
);

/** The oldest open invoice of each subscription whose access ends within a day of `$now`, and that was not told so yet. */
export const ACCESS_ENDING = statement<
  InvoiceRow & { accessUntil: Date },
  { now: Date; kind: string; limit: number }
>(
  'invoice_access_ending',
  `SELECT ${INVOICE_COLUMNS}, s.access_until AS "accessUntil"
   FROM subscriptions s
   CROSS JOIN LATERAL (
     SELECT o.* FROM invoices o
     WHERE o.business_id = s.business_id AND o.subscription_id = s.id AND o.reason = 'cycle' AND o.status = 'open'
     ORDER BY o.cycle_index LIMIT 1
   ) AS i
   WHERE s.status = 'pastDue' AND s.test_clock_id IS NULL
     AND s.access_until > $now AND s.access_until <= ((($now::timestamptz AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC')
     AND NOT EXISTS (SELECT 1 FROM billing_notices n WHERE n.business_id = s.business_id AND n.about = i.id AND n.kind = $kind)
   LIMIT $limit`,
);

/** Open invoices of the businesses on a test clock, without changes that nobody paid in time. */
export const OPEN_ON_CLOCK = statement<InvoiceRef & { total: number; currency: string }, { clockId: string }>(
  'invoice_open_on_clock',
  `SELECT i.business_id AS "businessId", i.id, i.total, i.currency
   FROM test_clocks c JOIN businesses b ON b.test_clock_id = c.id
   JOIN invoices i ON i.business_id = b.id AND i.status IN ('open', 'processing') AND (i.expires_at IS NULL OR i.expires_at > c.now)
   WHERE c.id = $clockId ORDER BY i.business_id, i.id`,
);

/** A page of a business's invoices, newest first. */
export const LIST_INVOICES = statement<InvoiceRow, { businessId: string; before: string; limit: number }>(
  'invoice_list',
  `SELECT ${INVOICE_COLUMNS} FROM invoices i WHERE i.business_id = $businessId AND i.id < $before
   ORDER BY i.id DESC LIMIT $limit`,
);
/** What to look for among the invoices of all businesses; null is not looked at. */
interface InvoiceFilters {
  businessId: string | null;
  status: string | null;
  problem: string | null;
  before: string;
  limit: number;
}

/** Walks the index that `narrow` says, and compares the other filters along the way. */
const listAll = (name: string, narrow: string) =>
  statement<InvoiceRow & { businessName: string | null }, InvoiceFilters>(
    name,
    `SELECT ${INVOICE_COLUMNS}, ${inForms('(SELECT b.name FROM businesses b WHERE b.id = i.business_id)', 'b.name')} AS "businessName"
     FROM invoices i${inForms('', ' LEFT JOIN businesses b ON b.id = i.business_id')}
     WHERE i.id < $before ${narrow} AND ($businessId::uuid IS NULL OR i.business_id = $businessId)
       AND ($status::text IS NULL OR i.status = $status) AND ($problem::text IS NULL OR i.problem = $problem)
     ORDER BY i.id DESC LIMIT $limit`,
  );

/** The most selective filter that is given finds the invoices. */
export const LIST_ALL_INVOICES = {
  any: listAll('invoice_list_all', ''),
  ofBusiness: listAll('invoice_list_all_of_business', 'AND i.business_id = $businessId'),
  withProblem: listAll('invoice_list_all_with_problem', 'AND i.problem IS NOT NULL'),
  withStatus: listAll('invoice_list_all_with_status', 'AND i.status = $status'),
};

/** Deletes up to $limit invoices from before $before that nobody has to pay any more, with their credit notes. */
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
