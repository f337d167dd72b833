import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';
import { BILL_TO, CHARGED_BEFORE_DUE_MS, type InvoiceRef } from '../subscriptions/index.js';

/** An invoice that this server has claimed. Amounts are in minor units of `currency`. */
export interface ClaimedRow extends InvoiceRef {
  currency: string;
  subtotal: number;
  total: number;
  lines: { description: string; amount: number }[];
  startsAt: Date;
  endsAt: Date;
  attempt: number;
  outages: number;
  /** The days to pay. A change of plan has none, because it is charged when it is ordered. */
  netDays: number;
  providerInvoice: string | null;
  /** Whether the invoice is for a change of plan, which is applied when the invoice is paid. */
  forChange: boolean;
  /** Whether a later decision took the place of the change, while it was being paid. */
  overtaken: boolean;
  /** The highest amount that the person agreed to, with tax. Null: no limit was given. */
  agreed: number | null;
  /** Whether another server had claimed it and did not finish. What that server did is not known. */
  again: boolean;
  /** The end of the lease of the earlier claim that did not finish, or else of this one. */
  firstLeaseUntil: Date;
  /** The end of the lease. It identifies this claim: a later claim has another end. */
  leaseUntil: Date;
}

/** Who charges a claimed invoice: a person, who waits for the result, or the collector. */
export type ChargedFor = 'person' | 'collector';

type ClaimedInvoice = InvoiceRef & { leaseUntil: Date };

/** How long a server may hold an invoice. After that another server goes on, with the same idempotency key. */
export const LEASE_MS = 10 * 60_000;

/**
 * SQL that says whether no server had claimed the row at `at`. On a distributed database a statement cannot lock the rows that it
 * chose, so it checks this again where it writes.
 */
export const free = (column = 'in_flight_until', at = '$now'): string =>
  `(${column} IS NULL OR ${column} <= ${at})`;

/** Whether the invoice `i` is claimed until `$leaseUntil`. */
export const THIS_CLAIM = 'i.business_id = $businessId AND i.id = $id AND i.in_flight_until = $leaseUntil';

/** Whether an invoice can still be charged. An order that has expired is only closed, by `LeftoversService`. */
const NOT_EXPIRED = '(expires_at IS NULL OR expires_at > $now)';

/**
 * Takes one from the budget that all servers share, if there is one. The budget fills by `$rate` a second, and holds what a second
 * brings. Returns no row while the database is not tied to an account, or collecting is held.
 */
export const TAKE_BUDGET = statement<{ taken: number }, { rate: number; now: Date }>(
  'payment_budget_take',
  `UPDATE payment_cursor c SET budget = f.available - LEAST(1, floor(f.available)), budget_at = $now
   FROM (
     SELECT LEAST($rate, budget + $rate * GREATEST(0, EXTRACT(epoch FROM $now - budget_at)::double precision)) AS available
     FROM payment_cursor WHERE single FOR UPDATE
   ) AS f
   WHERE c.single AND c.held_since IS NULL
   RETURNING LEAST(1, floor(f.available))::integer AS taken`,
);

/** SQL of the columns of a `ClaimedRow`. `d` is the invoice as it was before the claim. */
const CLAIMED = `i.business_id AS "businessId", i.id, i.currency, i.subtotal, i.total, i.lines, i.starts_at AS "startsAt",
  i.ends_at AS "endsAt", i.attempt, i.outages,
  CASE WHEN i.change IS NULL THEN COALESCE(p.net_days, 0) ELSE 0 END AS "netDays",
  i.provider_invoice AS "providerInvoice", i.change IS NOT NULL AS "forChange",
  COALESCE(jsonb_exists_any(i.change, '{canceled,overtaken}'), false) AS overtaken, i.agreed, d.again,
  LEAST(d.in_flight_until, i.in_flight_until) AS "firstLeaseUntil", i.in_flight_until AS "leaseUntil"`;

/**
 * Claims an invoice that is due and has not expired. An invoice whose server did not finish can be claimed again after the lease.
 */
export const CLAIM = statement<ClaimedRow, { now: Date; leaseUntil: Date }>(
  'invoice_claim',
  `WITH due AS MATERIALIZED (
     SELECT business_id, id, in_flight_until IS NOT NULL AS again, in_flight_until FROM invoices
     WHERE next_attempt_at <= $now AND status = 'open' AND NOT test AND ${free()} AND ${NOT_EXPIRED}
     ORDER BY next_attempt_at LIMIT 1 ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
   )
   UPDATE invoices i SET in_flight_until = $leaseUntil, version = i.version + 1
   FROM due d LEFT JOIN billing_profiles p ON p.business_id = d.business_id
   WHERE i.business_id = d.business_id AND i.id = d.id ${inForms('', `AND i.status = 'open' AND ${free('i.in_flight_until')}`)}
   RETURNING ${CLAIMED}`,
);
/** Claims one invoice for a person who waits. Returns no row if it is not open, has expired, or a server has claimed it. */
export const CLAIM_ONE = statement<ClaimedRow, InvoiceRef & { now: Date; leaseUntil: Date }>(
  'invoice_claim_one',
  `WITH wanted AS MATERIALIZED (
     SELECT business_id, id, in_flight_until IS NOT NULL AS again, in_flight_until FROM invoices
     WHERE business_id = $businessId AND id = $id AND status = 'open' AND NOT test
       AND ${free()} AND ${NOT_EXPIRED}
     FOR NO KEY UPDATE
   )
   UPDATE invoices i SET in_flight_until = $leaseUntil, version = i.version + 1
   FROM wanted d LEFT JOIN billing_profiles p ON p.business_id = $businessId
   WHERE i.business_id = $businessId AND i.id = d.id
   RETURNING ${CLAIMED}`,
);

/** The due date of an invoice that is issued. Null without days to pay. */
const DUE_AT = `CASE WHEN i.due_at IS NOT NULL THEN i.due_at WHEN $netDays > 0
                        THEN (($now::timestamptz AT TIME ZONE 'UTC') + $netDays * interval '1 day') AT TIME ZONE 'UTC' END`;
/** When a card is charged, if there are days to pay. */
const CHARGED_AT = `((${DUE_AT}) AT TIME ZONE 'UTC' - interval '${CHARGED_BEFORE_DUE_MS} milliseconds') AT TIME ZONE 'UTC'`;
/** Whether the invoice has days to pay, or had them when it was first issued. Earlier releases gave them to changes, too. */
const HAS_DAYS = '(i.change IS NULL AND i.due_at IS NOT NULL OR $netDays > 0)';
/** Whether the issue ends the claim, because nobody charges the invoice now. */
const ENDS_CLAIM = `(${HAS_DAYS} AND NOT $byPerson::boolean)`;

/**
 * Writes what the provider issued, and the billing profile as it is now. Without days to pay there is no due date: the card is
 * charged at once, and an outage must make no business overdue. With days to pay the claim is released until an hour before the due
 * date. One statement does both: if a server died between two statements, the next claim would find an issued invoice and charge it
 * at once. For a person who waits the claim stays, because the invoice is charged now.
 */
export const NOTE_ISSUED = statement<
  void,
  ClaimedInvoice & {
    reference: string;
    number: string | null;
    tax: number;
    total: number;
    payUrl: string | null;
    pdfUrl: string | null;
    now: Date;
    netDays: number;
    byPerson: boolean;
  }
>(
  'invoice_note_issued',
  `UPDATE invoices i SET provider_invoice = $reference, number = $number, tax = $tax, total = $total, pay_url = $payUrl,
          pdf_url = $pdfUrl, links_read_at = $now, refused_because = NULL, problem = NULLIF(i.problem, 'refused'), issued_at = COALESCE(i.issued_at, $now), version = i.version + 1,
          due_at = ${DUE_AT}, next_attempt_at = CASE WHEN ${HAS_DAYS} THEN ${CHARGED_AT} ELSE i.next_attempt_at END,
          in_flight_until = CASE WHEN ${ENDS_CLAIM} THEN NULL ELSE i.in_flight_until END,
          outages = CASE WHEN ${ENDS_CLAIM} THEN 0 ELSE i.outages END,
          bill_to = (SELECT ${BILL_TO}
                     FROM businesses b LEFT JOIN billing_profiles p ON p.business_id = b.id WHERE b.id = $businessId)
   WHERE ${THIS_CLAIM}`,
);
/** Notes that we void the provider's invoice now. A later reading then knows that the void is ours. */
export const NOTE_CLOSING = statement<void, ClaimedInvoice>(
  'invoice_note_closing',
  `UPDATE invoices i SET pay_url = NULL, version = i.version + 1 WHERE ${THIS_CLAIM} AND i.status = 'open'`,
);
/**
 * Clears the provider's invoice, which is void there. The invoice is then issued again; `outages` is raised so that the provider
 * does not take the new call for a repetition.
 */
export const CLEAR_ISSUED = statement<void, ClaimedInvoice>(
  'invoice_clear_issued',
  `UPDATE invoices i SET provider_invoice = NULL, number = NULL, pay_url = NULL, pdf_url = NULL, outages = i.outages + 1,
          version = i.version + 1
   WHERE ${THIS_CLAIM} AND i.status = 'open'`,
);
/**
 * Leaves a change of plan to the next request of the person, so that it is not charged by itself. It does so only if nothing was
 * begun at the provider, and the change is not due yet: after a restore, one that is due may have been paid after the backup.
 */
export const LEAVE_TO_PERSON = statement<void, InvoiceRef & { now: Date }>(
  'invoice_leave_to_person',
  `UPDATE invoices SET next_attempt_at = NULL, version = version + 1
   WHERE business_id = $businessId AND id = $id AND change IS NOT NULL AND status = 'open' AND in_flight_until IS NULL
     AND provider_invoice IS NULL AND next_attempt_at > $now`,
);
/**
 * Gives a claim back. The invoice is due again at `$at`, or never by itself if `$at` is null. `$refusedBecause` is why the provider
 * refuses the invoice.
 */
export const RELEASE = statement<
  void,
  ClaimedInvoice & { at: Date | null; outages: number; refusedBecause: string | null }
>(
  'invoice_release',
  `UPDATE invoices i SET in_flight_until = NULL, next_attempt_at = $at, outages = $outages, refused_because = COALESCE($refusedBecause, i.refused_because),
          problem = CASE WHEN $refusedBecause::text IS NULL THEN i.problem ELSE 'refused' END, version = i.version + 1
   WHERE ${THIS_CLAIM} AND i.status IN ('open', 'processing')`,
);
