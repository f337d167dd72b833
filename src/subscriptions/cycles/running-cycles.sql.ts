import { statement } from '../../database/sql.js';

/** For a transaction that locks many: rather than wait for one of them, it is done again in smaller parts. */
export const HURRY = statement('plan_moves_hurry', `SELECT set_config('lock_timeout', '500', true)`);

/** The versions whose work is not done, the oldest of a plan first; of plan $1, or with NULL of all. */
export const UNFINISHED = statement(
  'plan_moves_unfinished',
  `SELECT id, plan_code AS "planCode" FROM plan_versions WHERE moving AND ($1::text IS NULL OR plan_code = $1)
   ORDER BY plan_code, number`,
);
export const FINISH = statement('plan_moves_finish', 'UPDATE plan_versions SET moving = false WHERE id = $1');

export interface MovedRow {
  /** The last business of the span; null when it was empty. */
  last: string | null;
  /** How many were changed by others between being read and being written: they have to be looked at again. */
  missed: number;
}

/**
 * Puts running cycles under version $1 that were under way when it was brought to running cycles, among the $3 live
 * subscriptions whose businesses come after $2. A cycle that was over by then, and has only not been closed yet, is not
 * touched: `nextCycle` closes it under the version of its time, and opens what follows under this one if that was under way.
 * A test clock's cycles are over by its own time.
 *
 * The UPDATE compares the version that was read, as each renewal does: a subscription that was renewed meanwhile has a cycle that
 * this statement cannot see.
 */
export const MOVE_SPAN = statement(
  'plan_moves_span',
  `WITH span AS MATERIALIZED (
     SELECT business_id, id, version, plan_version_id, cycle_ends_at, test_clock_id
     FROM subscriptions WHERE ended_at IS NULL AND business_id > $2 ORDER BY business_id LIMIT $3
   ),
   behind AS MATERIALIZED (
     SELECT s.business_id, s.id, s.version
     FROM span s
     JOIN plan_versions target ON target.id = $1
     JOIN plan_versions own ON own.id = s.plan_version_id
     LEFT JOIN test_clocks clock ON clock.id = s.test_clock_id
     WHERE own.plan_code = target.plan_code AND own.number < target.number
       AND s.cycle_ends_at > COALESCE(clock.now, target.running_at)
     ORDER BY s.business_id, s.id
   ),
   moved AS (
     UPDATE subscriptions s SET version = s.version + 1, plan_version_id = $1
     FROM behind b
     WHERE s.business_id = b.business_id AND s.id = b.id AND s.version = b.version AND s.ended_at IS NULL
     RETURNING s.business_id, s.id, s.cycle_index
   ),
   shown AS (
     UPDATE cycles c SET plan_version_id = $1 FROM moved m
     WHERE c.business_id = m.business_id AND c.subscription_id = m.id AND c.index = m.cycle_index
   )
   SELECT (SELECT business_id FROM span ORDER BY business_id DESC LIMIT 1) AS last,
          (SELECT count(*) FROM behind) - (SELECT count(*) FROM moved) AS missed`,
);

/** The first live subscription's business after $1: the one that cannot be locked, where a span of one could not. */
export const NEXT = statement(
  'plan_moves_next',
  `SELECT business_id AS "businessId" FROM subscriptions WHERE ended_at IS NULL AND business_id > $1
   ORDER BY business_id LIMIT 1`,
);
