import { statement } from '../database/sql.js';

const PLAN = `
  SELECT p.id, p.code, p.name, p.description, v.price_amount AS "priceAmount", p.currency,
         p.interval_unit AS "intervalUnit", p.interval_count AS "intervalCount", v.trial_days AS "trialDays",
         v.after_cycle AS "afterCycle", v.after_cycle_plan AS "afterCyclePlan",
         v.after_trial AS "afterTrial", v.after_trial_plan AS "afterTrialPlan",
         p.visibility, p.self_service AS "selfService", p.is_default AS "isDefault", p.archived_at AS "archivedAt",
         v.id AS "versionId", v.number,
         COALESCE((SELECT jsonb_object_agg(l.feature_key, COALESCE(to_jsonb(l.enabled), to_jsonb(l.amount)))
                   FROM plan_limits l WHERE l.version_id = v.id), '{}') AS limits
  FROM plans p JOIN plan_versions v ON v.plan_code = p.code AND v.newest`;

export const FIND_PLAN = statement('plan_find', `${PLAN} WHERE p.code = $1`);
export const ANY_PLAN = statement('plan_any', 'SELECT 1 FROM plans LIMIT 1');
export const FIND_DEFAULT_PLAN = statement('plan_find_default', `${PLAN} WHERE p.is_default`);
/** Lists $2 plans before the id $1, newest first. With $3, only the public catalogue. */
export const LIST_PLANS = statement(
  'plan_list',
  `${PLAN} WHERE p.id < $1 AND (NOT $3 OR (p.visibility = 'public' AND p.archived_at IS NULL))
   ORDER BY p.id DESC LIMIT $2`,
);

/**
 * Public plans on sale whose newest version would allow $2 units of $1, the smallest limit first. The present plan of the
 * business is among them only if it was edited since, so that its newest terms help.
 */
export const UNLOCKED_BY = statement(
  'plan_unlocked_by',
  `SELECT p.code, p.name, l.amount AS "limit"
   FROM plans p
   JOIN plan_versions v ON v.plan_code = p.code AND v.newest
   JOIN plan_limits l ON l.version_id = v.id AND l.feature_key = $1
   WHERE p.visibility = 'public' AND p.archived_at IS NULL AND (l.amount IS NULL OR l.amount >= $2)
   ORDER BY l.amount NULLS LAST, v.price_amount, p.code LIMIT 20`,
);

/** Public plans on sale in which switch $1 is on, cheapest first. */
export const SWITCHED_ON_BY = statement(
  'plan_switched_on_by',
  `SELECT p.code, p.name, NULL AS "limit"
   FROM plans p
   JOIN plan_versions v ON v.plan_code = p.code AND v.newest
   JOIN plan_limits l ON l.version_id = v.id AND l.feature_key = $1
   WHERE p.visibility = 'public' AND p.archived_at IS NULL AND l.enabled
   ORDER BY v.price_amount, p.code LIMIT 20`,
);

/** The lock for changes of the catalogue. One change at a time, so that what it has checked still holds when it writes. */
export const LOCK_CATALOGUE = statement('plan_lock_catalogue', 'SELECT pg_advisory_xact_lock(7305002)');

export const INSERT_PLAN = statement(
  'plan_insert',
  `INSERT INTO plans (id, code, name, description, currency, interval_unit, interval_count, every, visibility,
                      self_service, is_default, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, make_interval(days => CASE $6 WHEN 'day' THEN $7 WHEN 'week' THEN 7 * $7 ELSE 0 END,
           months => CASE $6 WHEN 'month' THEN $7 WHEN 'year' THEN 12 * $7 ELSE 0 END), $8, $9, $10, $11)
   ON CONFLICT (code) DO NOTHING`,
);
export const UPDATE_PLAN = statement(
  'plan_update',
  `UPDATE plans SET name = $2, description = $3, visibility = $4, self_service = $5, is_default = $6 WHERE code = $1`,
);
export const CLEAR_DEFAULT = statement(
  'plan_clear_default',
  'UPDATE plans SET is_default = false WHERE is_default',
);
export const ARCHIVE_PLAN = statement(
  'plan_archive',
  'UPDATE plans SET archived_at = $2 WHERE code = $1 AND archived_at IS NULL',
);
export const UNARCHIVE_PLAN = statement(
  'plan_unarchive',
  'UPDATE plans SET archived_at = NULL WHERE code = $1 AND archived_at IS NOT NULL',
);
/** Waits for requests that are putting a business on plan $1. Later requests find no plan. */
export const LOCK_PLAN = statement('plan_lock', 'SELECT 1 FROM plans WHERE code = $1 FOR UPDATE');
export const DELETE_LIMITS = statement(
  'plan_limits_delete',
  'DELETE FROM plan_limits WHERE version_id IN (SELECT id FROM plan_versions WHERE plan_code = $1)',
);
export const DELETE_VERSIONS = statement(
  'plan_versions_delete',
  'DELETE FROM plan_versions WHERE plan_code = $1',
);
export const DELETE_PLAN = statement('plan_delete', 'DELETE FROM plans WHERE code = $1');
/** True when the newest version of another plan in use switches its subscriptions to this one. */
export const IS_SWITCH_TARGET = statement(
  'plan_is_switch_target',
  `SELECT EXISTS (SELECT 1 FROM plan_versions v JOIN plans p ON p.code = v.plan_code
                  WHERE v.newest AND p.archived_at IS NULL AND p.code <> $1 AND $1 IN (v.after_cycle_plan, v.after_trial_plan))
          AS "isTarget"`,
);

export const RETIRE_VERSION = statement(
  'plan_version_retire',
  'UPDATE plan_versions SET newest = false WHERE plan_code = $1 AND newest',
);
export const INSERT_VERSION = statement(
  'plan_version_insert',
  `INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_cycle_plan,
                              after_trial, after_trial_plan, created_at)
   VALUES ($1, $2, (SELECT COALESCE(max(number), 0) + 1 FROM plan_versions WHERE plan_code = $2), true,
           $3, $4, $5, $6, $7, $8, $9)`,
);
/**
 * Applies the newest version of plan $1 to the cycles that are under way at $2. The first time stays, because those cycles have
 * got the version.
 */
export const BRING_TO_RUNNING_CYCLES = statement(
  'plan_version_bring_to_running_cycles',
  'UPDATE plan_versions SET running_at = LEAST(running_at, $2), moving = true WHERE plan_code = $1 AND newest',
);
export const INSERT_LIMITS = statement(
  'plan_limits_insert',
  `INSERT INTO plan_limits (version_id, feature_key, amount, enabled)
   SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::boolean[])`,
);
