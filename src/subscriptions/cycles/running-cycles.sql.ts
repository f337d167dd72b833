import { statement } from '../../database/sql.js';
import type { MovedRow } from './running-cycles.rows.js';

/**
 * The versions that are not yet applied to all running cycles, the oldest of a plan first: those of a plan, or of all plans if
 * `$planCode` is NULL.
 */
export const UNFINISHED = statement<{ id: string; planCode: string }, { planCode: string | null }>(
  'plan_moves_unfinished',
  `SELECT id, plan_code AS "planCode" FROM plan_versions WHERE moving AND ($planCode::text IS NULL OR plan_code = $planCode)
   ORDER BY plan_code, number`,
);
export const FINISH = statement<void, { id: string }>(
  'plan_moves_finish',
  'UPDATE plan_versions SET moving = false WHERE id = $id',
);

/**
 * Puts running cycles under a version, among `$limit` live subscriptions whose businesses come after `$after`. It takes the cycles
 * that were under way when the version was applied to running cycles. A cycle that was over by then and is not closed yet stays:
 * `nextCycle` closes it later, under the version of its time, and gives this version to the cycle after it if that one was under
 * way. If the end of an unpaid cycle moves later after all, `past-due.sql.ts` puts the cycle under this version. For a cycle on a
 * test clock, the time of the clock counts.
 *
 * The UPDATE compares the version that was read, as each renewal does. A subscription that was renewed meanwhile has a cycle that
 * this statement cannot see.
 */
export const MOVE_SPAN = statement<MovedRow, { versionId: string; after: string; limit: number }>(
  'plan_moves_span',
  `WITH span AS MATERIALIZED (
     SELECT business_id, id, version, plan_version_id, cycle_ends_at, test_clock_id
     FROM subscriptions WHERE ended_at IS NULL AND business_id > $after ORDER BY business_id LIMIT $limit
   ),
   behind AS MATERIALIZED (
     SELECT s.business_id, s.id, s.version
     FROM span s
     JOIN plan_versions target ON target.id = $versionId
     JOIN plan_versions own ON own.id = s.plan_version_id
     LEFT JOIN test_clocks clock ON clock.id = s.test_clock_id
     WHERE own.plan_code = target.plan_code AND own.number < target.number
       AND s.cycle_ends_at > COALESCE(clock.now, target.running_at)
     ORDER BY s.business_id, s.id
   ),
   moved AS (
     UPDATE subscriptions s SET version = s.version + 1, plan_version_id = $versionId
     FROM behind b
     WHERE s.business_id = b.business_id AND s.id = b.id AND s.version = b.version AND s.ended_at IS NULL
     RETURNING s.business_id, s.id, s.cycle_index
   ),
   shown AS (
     UPDATE cycles c SET plan_version_id = $versionId FROM moved m
     WHERE c.business_id = m.business_id AND c.subscription_id = m.id AND c.index = m.cycle_index
   )
   SELECT (SELECT business_id FROM span ORDER BY business_id DESC LIMIT 1) AS last,
          (SELECT count(*) FROM behind) - (SELECT count(*) FROM moved) AS missed`,
);

/**
 * The business of the first live subscription after `$after`. When a span of one business could not be locked, others lock this
 * business.
 */
export const NEXT = statement<{ businessId: string }, { after: string }>(
  'plan_moves_next',
  `SELECT business_id AS "businessId" FROM subscriptions WHERE ended_at IS NULL AND business_id > $after
   ORDER BY business_id LIMIT 1`,
);

/** SQL that says whether an entry of the audit log says that a subscription was on the plan. */
const WAS_ON_PLAN = `action LIKE 'subscription.%' AND $planCode IN (before ->> 'planCode', after ->> 'planCode')`;
/**
 * SQL that says whether an entry of the audit log says that a subscription began on the plan, changed to it, or was scheduled to
 * change to it.
 */
const MAY_BE_ON_PLAN = `(action LIKE 'subscription.%' OR action = 'business.created')
  AND $planCode IN (before ->> 'planCode', after ->> 'planCode', after ->> 'pendingPlanCode')`;

/** What a look at a span of businesses found: the last business of the span, and whether one of them was ever on the plan. */
export interface SpanUse {
  last: string | null;
  used: boolean;
}

/**
 * Looks whether one of a span of businesses was ever on the plan. A change within a cycle overwrites the plan of the cycle, so
 * the audit log is read too. All tables are read by the keys of the businesses: no statement reads a whole table.
 */
export const PLAN_WAS_USED_IN_SPAN = statement<SpanUse, { planCode: string; after: string; limit: number }>(
  'plan_was_used_in_span',
  `WITH span AS MATERIALIZED (SELECT id FROM businesses WHERE id > $after ORDER BY id LIMIT $limit)
   SELECT (SELECT id FROM span ORDER BY id DESC LIMIT 1) AS last,
     EXISTS (SELECT 1 FROM span b JOIN cycles c ON c.business_id = b.id
             WHERE c.plan_version_id = ANY (ARRAY(SELECT id FROM plan_versions WHERE plan_code = $planCode)))
     OR EXISTS (SELECT 1 FROM span b JOIN subscriptions s ON s.business_id = b.id WHERE s.pending_plan_code = $planCode)
     OR EXISTS (SELECT 1 FROM span b JOIN audit_log ON business_id = b.id WHERE ${WAS_ON_PLAN}) AS used`,
);

/**
 * Finds an entry if a business was put on the plan, or left it, at `$since` or later. It is read under the plan's lock. Businesses
 * that are on the plan now, or were when their subscription ended, need no search: their subscriptions refer to the plan, so a
 * foreign key refuses to delete it.
 */
export const PLAN_WAS_USED_SINCE = statement<{ id: string }, { planCode: string; since: Date }>(
  'plan_was_used_since',
  `SELECT id FROM audit_log WHERE at >= $since AND ${MAY_BE_ON_PLAN} LIMIT 1`,
);
