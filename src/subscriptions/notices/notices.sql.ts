import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import { INVOICE_COLUMNS } from '../invoices/invoices.sql.js';
import type { InvoiceRow } from '../invoices/invoice.rows.js';

/** A price that has risen, in minor units of `currency`, and the subscription that will pay it. */
export interface RisenPrice {
  businessId: string;
  id: string;
  planName: string;
  currency: string;
  before: number;
  amount: number;
}

/**
 * The condition for a notice: `s` is invoiced, stays on its plan, also when its cycle or its trial ends, and has no price that an
 * operator set. The index of higher prices has all parts on columns of `s`, in these words. Otherwise the planner could not use it.
 */
const GETS_NOTICE = `s.collects AND s.ended_at IS NULL AND s.test_clock_id IS NULL
  AND s.price_override IS NULL AND NOT s.cancel_at_cycle_end AND s.pending_plan_code IS NULL
  AND EXISTS (SELECT 1 FROM plan_versions own WHERE own.id = s.plan_version_id AND CASE WHEN s.turn = -1
                THEN own.after_trial <> 'end' AND COALESCE(own.after_trial_plan, s.plan_code) = s.plan_code
                ELSE own.after_cycle <> 'end' AND COALESCE(own.after_cycle_plan, s.plan_code) = s.plan_code END)`;

const HIGHER_PRICES = `higher AS MATERIALIZED (
     SELECT f.*, v.id AS version_id
     FROM plan_versions v
     CROSS JOIN LATERAL (
       SELECT s.business_id, s.id FROM subscriptions s
       WHERE s.plan_code = v.plan_code AND s.price_seen < v.price_amount AND ${GETS_NOTICE}
       ORDER BY s.price_seen LIMIT $limit
     ) AS f
     WHERE v.newest LIMIT $limit
   )`;
const RISEN = 's.business_id, s.id, p.name, p.currency, v.price_amount, s.price_known';

/**
 * Notes for some subscriptions that their owner is told of a higher price now, which counts from `$from`. It takes subscriptions
 * whose owner was not told of a price as high as this one. It searches plan by plan in an index, because the planner alone would
 * read the whole table.
 */
export const TELL_PRICES = statement<RisenPrice, { from: Date; limit: number }>(
  'subscription_tell_prices',
  `WITH ${inForms(
    `${HIGHER_PRICES},
   risen AS MATERIALIZED (
     SELECT ${RISEN}
     FROM higher d
     JOIN subscriptions s ON s.business_id = d.business_id AND s.id = d.id
     JOIN plan_versions v ON v.id = d.version_id AND v.plan_code = s.plan_code
     JOIN plans p ON p.code = v.plan_code
     WHERE s.price_seen < v.price_amount AND ${GETS_NOTICE}
     FOR NO KEY UPDATE OF s SKIP LOCKED
   )`,
    `risen AS MATERIALIZED (
     SELECT ${RISEN} FROM subscriptions s
     JOIN plan_versions v ON v.plan_code = s.plan_code AND v.newest
     JOIN plans p ON p.code = v.plan_code
     WHERE s.price_seen < v.price_amount AND ${GETS_NOTICE} LIMIT $limit
   )`,
  )}
   UPDATE subscriptions s SET version = s.version + 1, price_seen = r.price_amount, price_from = $from
   FROM risen r WHERE s.business_id = r.business_id AND s.id = r.id${inForms('', ` AND s.price_seen < r.price_amount AND ${GETS_NOTICE}`)}
   RETURNING s.business_id AS "businessId", s.id, r.name AS "planName", r.currency, r.price_known AS before,
             r.price_amount AS amount`,
);

/** A renewal to announce. */
export interface Ahead {
  businessId: string;
  id: string;
  kind: string;
  trial: boolean;
}

const KIND = `CASE WHEN s.turn = -1 THEN 'trial-converts' ELSE 'renewal-ahead' END || ' ' || to_char(s.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI')`;

/**
 * Finds trials that end by `$trialsUntil`, and cycles of a year or more that end by `$yearsUntil`, without a notice yet. The due
 * time of a subscription that was set aside is its next attempt, and no end, so it is left out. `OFFSET 0` keeps PostgreSQL from
 * copying the expression of the kind into the condition.
 */
export const AHEAD = statement<Ahead, { now: Date; trialsUntil: Date; yearsUntil: Date; limit: number }>(
  'subscription_to_announce',
  `SELECT s.business_id AS "businessId", s.id, ahead.kind, s.turn = -1 AS trial
   FROM subscriptions s
   ${inForms(
     `CROSS JOIN LATERAL (
     SELECT ${KIND} AS kind OFFSET 0
   ) AS ahead`,
     `JOIN (SELECT s.business_id, s.id, ${KIND} AS kind FROM subscriptions s) AS ahead
       ON ahead.business_id = s.business_id AND ahead.id = s.id`,
   )}
   WHERE s.collects AND s.due_at IS NOT NULL AND s.attempts = 0 AND s.test_clock_id IS NULL AND (s.turn = -1 OR s.every >= interval '1 year')
     AND s.due_at > $now AND s.due_at <= CASE WHEN s.turn = -1 THEN $trialsUntil::timestamptz ELSE $yearsUntil::timestamptz END
     AND s.due_at <= GREATEST($trialsUntil, $yearsUntil) AND s.status <> 'pastDue' AND NOT s.cancel_at_cycle_end
     AND NOT EXISTS (SELECT 1 FROM billing_notices n
                     WHERE n.business_id = s.business_id AND n.about = s.id AND n.kind = ahead.kind)
   ORDER BY s.due_at LIMIT $limit`,
);

/** Takes some notes of lapses, with the plan of the cycle that the lapse cut short. Businesses on test clocks get no mail. */
export const TAKE_LAPSES = statement<
  { businessId: string; id: string; planName: string | null; test: boolean },
  { limit: number }
>(
  'billing_take_lapses',
  `WITH taken AS (
     DELETE FROM billing_notices WHERE (business_id, about, kind) IN (
       SELECT business_id, about, kind FROM billing_notices WHERE kind = 'access-ended'
       ORDER BY at LIMIT $limit${inForms(' FOR UPDATE SKIP LOCKED', '')})
     RETURNING business_id, about
   )
   SELECT t.business_id AS "businessId", t.about AS id, lost.name AS "planName", s.test_clock_id IS NOT NULL AS test
   FROM taken t
   JOIN subscriptions s ON s.business_id = t.business_id AND s.id = t.about
   LEFT JOIN LATERAL (
     SELECT p.name FROM cycles c JOIN plan_versions v ON v.id = c.plan_version_id JOIN plans p ON p.code = v.plan_code
     WHERE c.business_id = s.business_id AND c.subscription_id = s.id AND c.cut_short
     ORDER BY c.index DESC LIMIT 1
   ) AS lost ON true`,
);

/** Finds invoices of ended subscriptions that fell due between `$since` and `$now`, without a notice yet. */
export const STILL_OPEN = statement<InvoiceRow, { now: Date; since: Date; limit: number }>(
  'invoice_still_open',
  `SELECT ${INVOICE_COLUMNS}
   FROM invoices i JOIN subscriptions s ON s.business_id = i.business_id AND s.id = i.subscription_id
   WHERE i.status = 'open' AND i.declined_at IS NULL AND i.reason = 'cycle' AND NOT i.test
     AND i.due_at <= $now AND i.due_at > $since AND i.next_attempt_at IS NULL AND s.ended_at IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM billing_notices n
                     WHERE n.business_id = i.business_id AND n.about = i.id AND n.kind = 'invoice-still-open')
   ORDER BY i.due_at LIMIT $limit`,
);
