import { type Statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import type { EventsMode } from '../../events/index.js';
import { boundary } from '../cycles/boundary.sql.js';
import { nextCycle } from '../cycles/next-cycle.sql.js';
import { type BusinessOf, invoicing, ownBusiness } from '../invoices/invoicing.sql.js';
import { UNDECIDED } from '../invoices/undecided.sql.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';
import { recording } from './renewal-events.sql.js';
import type { RenewalRow } from './renewals.rows.js';

/** SQL of the next attempt for a subscription that could not be renewed: in 1, 2, 4 … 64 minutes. */
export const NEXT_ATTEMPT = boundary(
  '$now::timestamptz',
  '(2 ^ LEAST(s.attempts, 6))::integer',
  "interval '1 minute'",
);

/**
 * SQL of the seats of the next cycle: the pending seats, or else the present ones. If the next plan has no price per seat, the
 * seats that were bought and those that `raiseSeats` counted are dropped. If a plan with a price per seat follows later,
 * `raiseSeats` counts the held seats again. `forecast.sql.ts` states this rule and that of `raiseSeats` a second time: change both.
 */
const SEATS = `
  CASE WHEN n.event = 'end' OR COALESCE(due.pending_quantity, due.quantity) = 1
         OR (SELECT v.per_seat FROM plan_versions v WHERE v.id = n.version_id)
       THEN COALESCE(due.pending_quantity, due.quantity)
       WHEN (SELECT v.per_seat FROM plan_versions v WHERE v.id = n.closes_under) THEN 1
       ELSE due.quantity END AS seats`;

/** SQL that says whether one of the due rows is invoiced or past due, so that a lapse voids its open invoices. */
const NEEDS_INVOICES = '(SELECT COALESCE(bool_or(collects OR access_until IS NOT NULL), false) FROM due)';

/**
 * SQL that renews each due subscription once: it closes the cycle that is over and opens the next one, or ends the subscription.
 *
 * The UPDATE compares the version that `due` read. The due date would not be enough: a subscription that is late by two cycles is
 * still due after another server has renewed it, and what was read before is then stale. A step that would begin after `$now`, or
 * not where the previous cycle ends, is set aside and not written. If an edit was applied to running cycles while the closing
 * cycle was under way, the same statement puts that cycle under the new version.
 *
 * With `invoices` it writes the invoice of each cycle that it opens, if the subscription is invoiced, and voids the open invoices
 * of a subscription that lapses. Without `invoices`, the text has no such part.
 *
 * `order` is the order in which the rows are written. The order of their key saves a tenth of the work, because neighbours in the
 * indexes follow each other. Other statements that lock many rows use the same order. `business` is SQL of the business of a row.
 */
export const renew = (
  due: string,
  mode: EventsMode,
  invoices: boolean,
  order = 'due.business_id, due.id',
  business: BusinessOf = ownBusiness,
): string => {
  const { before, returned, recorded } = recording(mode);
  const { columns, join, access, set, returning, also } = invoicing(invoices, mode, business);
  return `
  WITH due AS MATERIALIZED (${due}),
  next AS (
    SELECT due.business_id, due.id, due.version, due.cycle_index, due.cycle_ends_at, due.plan_version_id,${SEATS},${before}${columns} n.*
    FROM due ${nextCycle('due')}${join}${
      invoices
        ? ''
        : `
    WHERE NOT ${NEEDS_INVOICES}`
    }
    ORDER BY ${order}
  ),
  advanced AS (
    UPDATE subscriptions s SET
      version = s.version + 1,
      status = CASE WHEN next.event = 'end' THEN 'ended' WHEN ${access} IS NULL THEN 'active' ELSE 'pastDue' END,
      plan_code = CASE next.event WHEN 'end' THEN s.plan_code ELSE next.plan_code END,
      plan_version_id = CASE next.event WHEN 'end' THEN next.closes_under ELSE next.version_id END,
      cycle_index = CASE next.event WHEN 'end' THEN s.cycle_index ELSE s.cycle_index + 1 END,
      cycle_starts_at = CASE next.event WHEN 'end' THEN s.cycle_starts_at ELSE next.starts_at END,
      cycle_ends_at = CASE next.event WHEN 'end' THEN s.cycle_ends_at ELSE LEAST(next.ends_at, ${access}) END,
      anchor = CASE next.event WHEN 'end' THEN s.anchor ELSE next.anchor END,
      every = CASE next.event WHEN 'end' THEN s.every ELSE next.every END,
      turn = CASE next.event WHEN 'end' THEN s.turn ELSE next.turn END,
      pending_plan_code = NULL,
      quantity = next.seats,
      pending_quantity = NULL,
      due_at = CASE next.event WHEN 'end' THEN NULL ELSE LEAST(next.ends_at, ${access}) END,
      access_until = ${access},
      past_due_since = CASE WHEN ${access} IS NOT NULL
                            THEN COALESCE(CASE WHEN NOT next.lapses THEN s.past_due_since END, next.starts_at) END,
      price_override = CASE WHEN next.event = 'end' OR next.plan_code = s.plan_code THEN s.price_override END,
      attempts = 0,
      last_error = NULL,
      ended_at = CASE next.event WHEN 'end' THEN s.cycle_ends_at END,
      end_reason = CASE next.event WHEN 'end' THEN next.end_reason END${set}
    FROM next
    WHERE s.business_id = ${business('next')} AND s.id = next.id AND s.version = next.version
      AND next.fits AND next.cycle_ends_at <= $now
    RETURNING s.business_id, s.id, s.cycle_index, s.cycle_starts_at, s.cycle_ends_at, s.anchor, s.every, s.turn,
              s.plan_version_id, next.event, next.cycle_index AS closed_index, next.closes_under,
              next.closes_under <> next.plan_version_id AS edited, next.lapses, next.cycle_ends_at AS closed_at,
              CASE next.event WHEN 'end' THEN s.cycle_ends_at ELSE next.ends_at END AS planned_ends_at, s.plan_code${returning}${returned}
  ),
  edited AS (
    UPDATE cycles c SET plan_version_id = t.closes_under, cut_short = c.cut_short OR t.lapses,
           ends_at = CASE WHEN t.lapses THEN t.closed_at ELSE c.ends_at END
    FROM advanced t
    WHERE (t.edited OR t.lapses) AND c.business_id = ${business('t')} AND c.subscription_id = t.id AND c.index = t.closed_index
  ),
  aside AS (
    UPDATE subscriptions s SET
      version = s.version + 1,
      attempts = s.attempts + 1,
      last_error = CASE WHEN next.fits THEN 'The next cycle would start after now.'
                        WHEN next.version_id IS NULL THEN 'The plan of the next cycle has no newest version.'
                        ELSE 'The next cycle would not start where the last one ends.' END,
      due_at = ${NEXT_ATTEMPT}
    FROM next
    WHERE s.business_id = ${business('next')} AND s.id = next.id AND s.version = next.version
      AND NOT (next.fits AND next.cycle_ends_at <= $now)
    RETURNING 1
  ),
  opened AS (
    INSERT INTO cycles (business_id, subscription_id, index, starts_at, ends_at, anchor, every, turn, trial, cut_short,
                        plan_version_id)
    SELECT business_id, id, cycle_index, cycle_starts_at, planned_ends_at, anchor, every, turn, false, false, plan_version_id
    FROM advanced WHERE event <> 'end'
  )${also}${recorded}
  SELECT (SELECT count(*) FROM due) AS due,
         (SELECT count(*) FROM due) - (SELECT count(*) FROM aside)
           - count(*) FILTER (WHERE event = 'end' OR cycle_ends_at > $now) AS left,
         count(*) FILTER (WHERE event = 'renew') AS renewed,
         count(*) FILTER (WHERE event = 'switch') AS switched,
         count(*) FILTER (WHERE event = 'end') AS ended,
         (SELECT count(*) FROM aside) AS "setAside", ${invoices ? 'false' : NEEDS_INVOICES} AS "needsInvoices"
  FROM advanced`;
};

type Forms<Params> = Record<EventsMode, Statement<RenewalRow, Params>>;

/** A subscription that lapses when it is renewed. */
export interface LapseRow {
  businessId: string;
  subscriptionId: string;
  /** Whether one of its invoices still waits for the provider, a bank or an operator. */
  undecided: boolean;
}
export type LapsesParams<Params> = Omit<Params, 'limit'> & { since: Date };
export type LapsesOf<Params> = Statement<LapseRow, LapsesParams<Params>>;

/**
 * A statement that renews, in a form for each setting of `EVENTS`, with and without invoices. In the same transaction, run
 * `lockSeats` before it, and then `raiseSeats` if that locked a row. The form without invoices writes nothing if one of the rows
 * is invoiced or past due: `needsInvoices` says so.
 */
export type RenewalStatement<Params> = Forms<Params> & {
  invoicing: Forms<Params>;
  lockSeats: Statement<void, Omit<Params, 'limit'>>;
  raiseSeats: Statement<void, Omit<Params, 'limit'>>;
  /** Null where no lapse is postponed: on a test clock, where no provider is asked, and after a dispute that was lost. */
  lapses: LapsesOf<Params> | null;
};

/**
 * SQL that finds the due subscriptions that lapse when they are renewed, and whether what is owed is undecided. Nothing is
 * undecided for a subscription that is past due since before `$since`, because access is extended for a limited time only.
 * `IS_POSTPONED` of `cycles/forecast.sql.ts` has the same conditions: change both.
 */
export const lapses = (due: string, business: BusinessOf = ownBusiness): string => `
  SELECT s.business_id AS "businessId", s.id AS "subscriptionId", o.found IS NOT NULL AND s.past_due_since > $since AS undecided
  FROM subscriptions s
  LEFT JOIN LATERAL (
    SELECT true AS found FROM invoices i
    WHERE i.business_id = ${business('s')} AND i.subscription_id = s.id AND ${UNDECIDED}
    LIMIT 1
  ) AS o ON true
  WHERE status = 'pastDue' AND ${due} AND cycle_ends_at = access_until AND access_until <= $now AND test_clock_id IS NULL
  ORDER BY s.business_id, s.id`;

/** SQL of the plans that have a version with a price per seat. */
const PER_SEAT = '(SELECT DISTINCT plan_code FROM plan_versions WHERE per_seat)';
/**
 * SQL that says whether the next cycle of a due subscription can have a price per seat: seats are pending, or its plan or a plan
 * that follows it has such a version. `nextCycle` decides which plan follows; here it is enough to leave nobody out. In a database
 * without such plans the statement ends before it reads a subscription. It reads the versions one by one, and does not join them
 * with each other, because a plan may have many.
 */
const MAY_PAY_SEATS = `(SELECT EXISTS (SELECT 1 FROM plan_versions WHERE per_seat)) AND (pending_quantity IS NOT NULL
  OR plan_code IN (
    SELECT DISTINCT v.plan_code FROM plan_versions v
    WHERE v.plan_code IN ${PER_SEAT} OR v.after_cycle_plan IN ${PER_SEAT}
       OR v.after_trial_plan IN ${PER_SEAT} OR v.after_unpaid_plan IN ${PER_SEAT})
  OR pending_plan_code IN ${PER_SEAT}
  OR (access_until IS NOT NULL AND EXISTS (
    SELECT 1 FROM plans d JOIN plan_versions v ON v.plan_code = d.code WHERE d.is_default AND v.per_seat)))`;

/**
 * SQL that locks the due subscriptions that may pay for seats in the next cycle. Whoever takes a seat locks the subscription
 * first. So `raiseSeats`, which comes next, counts every seat, and nobody takes another one before the transaction ends. A
 * distributed database can lock rows of many businesses only by writing them.
 */
export const lockSeats = (due: string): string => {
  const which = `${MAY_PAY_SEATS} AND ${due}`;
  return inForms(
    `SELECT FROM subscriptions WHERE ${which} ORDER BY business_id, id FOR NO KEY UPDATE`,
    `UPDATE subscriptions SET pending_quantity = pending_quantity WHERE ${which}`,
  );
};

/**
 * SQL that raises the seats of the next cycle if more seats are held by now than were bought or asked for: no business pays for
 * fewer seats than it holds, also if a plan without a price per seat came before. `due` is the condition for due subscriptions, on
 * columns without an alias.
 */
export const raiseSeats = (due: string, business: BusinessOf = ownBusiness): string => `
  UPDATE subscriptions s SET version = s.version + 1, pending_quantity = held.n
  FROM (
    SELECT a.business_id, p.id, count(*)::integer AS n
    FROM (SELECT * FROM subscriptions WHERE ${MAY_PAY_SEATS} AND ${due}) AS p
    JOIN allocations a ON a.business_id = ${business('p')} AND a.feature_key = 'seats' AND ${NOT_ENDED('a', '$now')}
    GROUP BY a.business_id, p.id
  ) AS held
  WHERE s.business_id = ${business('held')} AND s.id = held.id AND COALESCE(s.pending_quantity, s.quantity) < held.n`;
