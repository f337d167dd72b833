import { inForms, statement } from '../database/sql.js';

export interface InvoiceOf {
  businessId: string;
  id: string;
}

/** An invoice that this server collects now. Amounts are in minor units of `currency`. */
export interface ClaimedRow extends InvoiceOf {
  currency: string;
  subtotal: number;
  total: number;
  lines: { description: string; amount: number }[];
  startsAt: Date;
  endsAt: Date;
  attempt: number;
  outages: number;
  netDays: number;
  providerInvoice: string | null;
  /** It is for a change, which is applied when it is paid. */
  forChange: boolean;
  /** The most that was agreed to pay, with tax. Null: nothing was said. */
  agreed: number | null;
  /** Another server was at it and did not end: what it did is not known. */
  again: boolean;
  /** The end of the lease, by which this claim is told from a later one. */
  leaseUntil: Date;
}

type Claimed = InvoiceOf & { leaseUntil: Date };

/** No server is at it, in the form of a statement that could not lock what it chose. */
const FREE = '(i.in_flight_until IS NULL OR i.in_flight_until <= $now)';

const THIS_CLAIM = 'i.business_id = $businessId AND i.id = $id AND i.in_flight_until = $leaseUntil';

/**
 * Takes up to `$wanted` from the budget that all servers share. It fills by `$rate` a second up to `$most`. No row where the
 * database belongs to no account yet.
 */
export const TAKE_BUDGET = statement<
  { taken: number },
  { wanted: number; rate: number; most: number; now: Date }
>(
  'payment_budget_take',
  `UPDATE payment_cursor c SET budget = f.available - LEAST($wanted, floor(f.available)), budget_at = $now
   FROM (
     SELECT LEAST($most, budget + $rate * GREATEST(0, EXTRACT(epoch FROM $now - budget_at)::double precision)) AS available
     FROM payment_cursor WHERE single FOR UPDATE
   ) AS f
   WHERE c.single
   RETURNING LEAST($wanted, floor(f.available))::integer AS taken`,
);

/** Claims up to `$limit` invoices that are due. A claim that its server did not end can be claimed again after its lease. */
export const CLAIM = statement<ClaimedRow, { now: Date; leaseUntil: Date; limit: number }>(
  'invoice_claim',
  `WITH due AS MATERIALIZED (
     SELECT business_id, id, in_flight_until IS NOT NULL AS again FROM invoices
     WHERE next_attempt_at <= $now AND status = 'open' AND NOT test AND (in_flight_until IS NULL OR in_flight_until <= $now)
     ORDER BY next_attempt_at LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   )
   UPDATE invoices i SET in_flight_until = $leaseUntil, version = i.version + 1
   FROM due d LEFT JOIN billing_profiles p ON p.business_id = d.business_id
   WHERE i.business_id = d.business_id AND i.id = d.id ${inForms('', `AND i.status = 'open' AND ${FREE}`)}
   RETURNING i.business_id AS "businessId", i.id, i.currency, i.subtotal, i.total, i.lines, i.starts_at AS "startsAt",
             i.ends_at AS "endsAt", i.attempt, i.outages, COALESCE(p.net_days, 0) AS "netDays",
             i.provider_invoice AS "providerInvoice", i.change IS NOT NULL AS "forChange", i.agreed, d.again, i.in_flight_until AS "leaseUntil"`,
);
/** Claims one invoice for a person who waits. No row when it is not open, or a server is at it. */
export const CLAIM_ONE = statement<ClaimedRow, InvoiceOf & { now: Date; leaseUntil: Date }>(
  'invoice_claim_one',
  `WITH wanted AS MATERIALIZED (
     SELECT business_id, id, in_flight_until IS NOT NULL AS again FROM invoices
     WHERE business_id = $businessId AND id = $id AND status = 'open' AND NOT test
       AND (in_flight_until IS NULL OR in_flight_until <= $now)
     FOR NO KEY UPDATE
   )
   UPDATE invoices i SET in_flight_until = $leaseUntil, version = i.version + 1
   FROM wanted d LEFT JOIN billing_profiles p ON p.business_id = $businessId
   WHERE i.business_id = $businessId AND i.id = d.id
   RETURNING i.business_id AS "businessId", i.id, i.currency, i.subtotal, i.total, i.lines, i.starts_at AS "startsAt",
             i.ends_at AS "endsAt", i.attempt, i.outages, COALESCE(p.net_days, 0) AS "netDays",
             i.provider_invoice AS "providerInvoice", i.change IS NOT NULL AS "forChange", i.agreed, d.again, i.in_flight_until AS "leaseUntil"`,
);

/**
 * Notes what the provider issued, and the billing profile as it was then. Without days to pay there is no due date: a card is
 * charged at once, and an outage must make nobody overdue.
 */
export const NOTE_ISSUED = statement<
  { dueAt: Date | null },
  Claimed & {
    reference: string;
    number: string | null;
    tax: number;
    total: number;
    payUrl: string | null;
    pdfUrl: string | null;
    now: Date;
    netDays: number;
  }
>(
  'invoice_note_issued',
  `UPDATE invoices i SET provider_invoice = $reference, number = $number, tax = $tax, total = $total, pay_url = $payUrl,
          pdf_url = $pdfUrl, refused_because = NULL, problem = NULLIF(i.problem, 'refused'), issued_at = COALESCE(i.issued_at, $now), version = i.version + 1,
          due_at = CASE WHEN i.due_at IS NOT NULL THEN i.due_at WHEN $netDays > 0
                        THEN (($now::timestamptz AT TIME ZONE 'UTC') + $netDays * interval '1 day') AT TIME ZONE 'UTC' END,
          bill_to = (SELECT jsonb_build_object('name', COALESCE(p.name, b.name), 'address', p.address, 'taxId', p.tax_id,
                                               'email', p.email)
                     FROM businesses b LEFT JOIN billing_profiles p ON p.business_id = b.id WHERE b.id = $businessId)
   WHERE ${THIS_CLAIM} RETURNING i.due_at AS "dueAt"`,
);
/** Notes that what the provider issued is made void there now, so that a later reading knows this void as our own. */
export const NOTE_CLOSING = statement<void, Claimed>(
  'invoice_note_closing',
  `UPDATE invoices i SET pay_url = NULL, version = i.version + 1 WHERE ${THIS_CLAIM} AND i.status = 'open'`,
);
/** Forgets what the provider issued, which is void there: it is issued anew, by a call that is no repetition. */
export const CLEAR_ISSUED = statement<void, Claimed>(
  'invoice_clear_issued',
  `UPDATE invoices i SET provider_invoice = NULL, number = NULL, pay_url = NULL, pdf_url = NULL, outages = i.outages + 1,
          version = i.version + 1
   WHERE ${THIS_CLAIM} AND i.status = 'open'`,
);
/** Gives a claim back, to be taken up at `$at`. Null: no more by itself. `$refusedBecause` is why the provider refuses the invoice. */
export const RELEASE = statement<
  void,
  Claimed & { at: Date | null; outages: number; refusedBecause: string | null }
>(
  'invoice_release',
  `UPDATE invoices i SET in_flight_until = NULL, next_attempt_at = $at, outages = $outages, refused_because = COALESCE($refusedBecause, i.refused_because),
          problem = CASE WHEN $refusedBecause::text IS NULL THEN i.problem ELSE 'refused' END, version = i.version + 1
   WHERE ${THIS_CLAIM} AND i.status IN ('open', 'processing')`,
);

/** Whether what the provider tells of is an invoice of ours. */
export const KNOWN_INVOICE = statement<
  InvoiceOf & {
    status: string;
    providerInvoice: string | null;
    refunded: number;
    refundDue: number;
    /** Who the business is at the provider now. */
    customer: string | null;
    /** Null: nobody can pay it at the provider, or it was decided to close it there. */
    payUrl: string | null;
  },
  InvoiceOf
>(
  'invoice_known',
  `SELECT i.business_id AS "businessId", i.id, i.status, i.provider_invoice AS "providerInvoice", i.refunded,
          i.refund_due AS "refundDue", a.customer, i.pay_url AS "payUrl"
   FROM invoices i LEFT JOIN payment_accounts a ON a.business_id = i.business_id
   WHERE i.business_id = $businessId AND i.id = $id`,
);
/** Takes what was paid on a page of the provider for this invoice; nothing where it has another reference. */
export const ADOPT = statement<
  void,
  InvoiceOf & {
    reference: string;
    number: string | null;
    pdfUrl: string | null;
    tax: number;
    total: number;
    subtotal: number;
    currency: string;
    now: Date;
  }
>(
  'invoice_adopt',
  `UPDATE invoices SET provider_invoice = $reference, number = $number, pdf_url = $pdfUrl, version = version + 1,
          tax = CASE WHEN subtotal = $subtotal AND currency = $currency THEN $tax ELSE tax END,
          total = CASE WHEN subtotal = $subtotal AND currency = $currency THEN $total ELSE total END,
          issued_at = COALESCE(issued_at, $now)
   WHERE business_id = $businessId AND id = $id AND provider_invoice IS NULL`,
);

/** Claims invoices that were paid for nothing, or can still be paid at the provider though they are void, or paid elsewhere. */
export const CLAIM_LEFTOVERS = statement<
  InvoiceOf & { providerInvoice: string; refundDue: number; attempt: number; elsewhere: boolean },
  { now: Date; leaseUntil: Date; limit: number }
>(
  'invoice_claim_leftovers',
  `WITH to_refund AS MATERIALIZED (
     SELECT business_id, id FROM invoices
     WHERE refund_due > 0 AND provider_invoice IS NOT NULL AND (in_flight_until IS NULL OR in_flight_until <= $now)
     LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   ),
   to_close AS MATERIALIZED (
     SELECT business_id, id FROM invoices
     WHERE pay_url IS NOT NULL AND provider_invoice IS NOT NULL
       AND (status = 'void' OR status = 'paid' AND reference IS DISTINCT FROM provider_invoice)
       AND refund_due = 0 AND (in_flight_until IS NULL OR in_flight_until <= $now)
     LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   ),
   due AS (SELECT * FROM to_refund UNION ALL SELECT * FROM to_close)
   UPDATE invoices i SET in_flight_until = $leaseUntil, version = i.version + 1
   FROM due d WHERE i.business_id = d.business_id AND i.id = d.id ${inForms('', `AND ${FREE}`)}
   RETURNING i.business_id AS "businessId", i.id, i.provider_invoice AS "providerInvoice", i.refund_due AS "refundDue",
             i.attempt, i.status = 'paid' AS elsewhere`,
);
/**
 * Claims invoices that a bank decides about, to look how that ended: an event can come before we know that there is something to
 * wait for.
 */
export const CLAIM_PROCESSING = statement<
  InvoiceOf & { providerInvoice: string | null },
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
/** Nobody can pay it at the provider any more, and no server is at it. */
export const NOTE_CLOSED = statement<void, InvoiceOf>(
  'invoice_note_closed',
  `UPDATE invoices SET pay_url = NULL, in_flight_until = NULL, version = version + 1
   WHERE business_id = $businessId AND id = $id AND status NOT IN ('open', 'processing')`,
);
