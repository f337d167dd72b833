import { MAX_UNITS } from '../../common/validation.js';
import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import { linesOf } from '../../subscriptions/index.js';

/** SQL of the length of an interval of plan `p` in months: a day is a 365th of 12 months. */
const MONTHS = `p.interval_count * CASE p.interval_unit WHEN 'month' THEN 1::numeric WHEN 'year' THEN 12
  WHEN 'week' THEN 84::numeric / 365 ELSE 12::numeric / 365 END`;

/**
 * SQL of the live subscriptions of each plan and of their monthly income, as rows. Subscriptions in trial have no income yet.
 * Subscriptions of the same terms are counted first, so that their price is computed once. Amounts carried to the next invoice are
 * not income. For invoiced subscriptions the agreed price counts; a higher price counts from the first cycle that costs it.
 */
export const LIVE_BY_PLAN = `
  SELECT s.plan_code, p.name AS plan_name, p.currency, sum(s.n)::bigint AS live,
         COALESCE(sum(s.n) FILTER (WHERE s.status = 'trialing'), 0)::bigint AS trialing,
         COALESCE(sum(s.n) FILTER (WHERE s.status = 'pastDue'), 0)::bigint AS past_due,
         COALESCE(sum(s.n) FILTER (WHERE s.cancel_at_cycle_end), 0)::bigint AS canceling,
         LEAST(round(COALESCE(sum(s.n * bill.whole / (${MONTHS})) FILTER (WHERE s.status <> 'trialing'), 0)), ${MAX_UNITS})::bigint
           AS monthly_amount
  FROM (
    SELECT plan_code, plan_version_id, status, cancel_at_cycle_end, quantity, price_override, discount_percent, discount_amount,
           CASE WHEN collects THEN price_known END AS agreed, 0::bigint AS carried, count(*) AS n
    FROM subscriptions WHERE ended_at IS NULL AND test_clock_id IS NULL
    GROUP BY plan_code, plan_version_id, status, cancel_at_cycle_end, quantity, price_override, discount_percent, discount_amount, agreed
  ) AS s
  JOIN plans p ON p.code = s.plan_code
  JOIN plan_versions v ON v.id = s.plan_version_id
  ${linesOf('s', 'p', 'v', 'true', { price: 'COALESCE(s.agreed, v.price_amount)' })}
  GROUP BY s.plan_code, p.name, p.currency`;

export interface PlanCounts {
  planCode: string;
  planName: string;
  currency: string;
  live: number;
  trialing: number;
  pastDue: number;
  canceling: number;
  /** In minor units of the currency. */
  monthlyAmount: number;
}

export const COUNT_BY_PLAN = statement<PlanCounts>(
  'reports_count_by_plan',
  `SELECT plan_code AS "planCode", plan_name AS "planName", currency, live, trialing, past_due AS "pastDue", canceling,
          monthly_amount AS "monthlyAmount"
   FROM (${LIVE_BY_PLAN}) AS counts ORDER BY live DESC, plan_code`,
);

const COUNTS = `count(*) FILTER (WHERE closed_at IS NULL) AS open,
          count(*) FILTER (WHERE closed_at IS NULL AND suspended_at IS NOT NULL) AS suspended,
          count(*) FILTER (WHERE closed_at IS NOT NULL) AS closed`;
const COUNT_ENDED = 'SELECT count(*) FROM subscriptions WHERE ended_at IS NOT NULL AND test_clock_id IS NULL';
export const COUNT_BUSINESSES = statement<{
  open: number;
  suspended: number;
  closed: number;
  ended: number;
}>(
  'reports_count_businesses',
  inForms(
    `SELECT ${COUNTS},
          (${COUNT_ENDED}) AS ended
   FROM businesses WHERE test_clock_id IS NULL`,
    `SELECT b.*, e.ended FROM (SELECT ${COUNTS} FROM businesses WHERE test_clock_id IS NULL) AS b
   CROSS JOIN (${COUNT_ENDED}) AS e (ended)`,
  ),
);
