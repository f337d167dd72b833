import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import type { PlanRow } from './plan.rows.js';
import { statement } from '../database/sql.js';
import { VERSION_COLUMNS } from './version-columns.sql.js';

/** A plan that would allow a refused request. `limit` is null for unlimited. */
export interface Unlocking {
  code: string;
  name: string;
  limit: number | null;
}

const PLAN = `
  SELECT p.id, p.code, p.name, p.description, p.interval_unit AS "intervalUnit", p.interval_count AS "intervalCount",
         p.visibility, p.self_service AS "selfService", p.is_default AS "isDefault", p.archived_at AS "archivedAt",
         v.id AS "versionId", ${VERSION_COLUMNS}
  FROM plans p JOIN plan_versions v ON v.plan_code = p.code AND v.newest`;

export const FIND_PLAN = statement<PlanRow, { code: string }>('plan_find', `${PLAN} WHERE p.code = $code`);
export const ANY_PLAN = statement<{ found: number }>('plan_any', 'SELECT 1 AS found FROM plans LIMIT 1');
export const FIND_DEFAULT_PLAN = statement<PlanRow>('plan_find_default', `${PLAN} WHERE p.is_default`);
/** Lists plans before the id `$before`, newest first. With `$publicOnly`, only the public catalogue. */
export const LIST_PLANS = statement<PlanRow, { before: string; limit: number; publicOnly: boolean }>(
  'plan_list',
  `${PLAN} WHERE p.id < $before AND (NOT $publicOnly OR (p.visibility = 'public' AND p.archived_at IS NULL))
   ORDER BY p.id DESC LIMIT $limit`,
);

/**
 * Lists public plans on sale whose newest version would allow `amount` units of `feature`, the smallest limit first. A plan with a
 * price per seat allows any number of seats. `$soldBy` is the plan on which the business has bought its seats; it is left out,
 * because choosing it again does not help. Any other present plan of the business is listed if its newest terms allow the amount.
 */
export const UNLOCKED_BY = statement<Unlocking, { feature: string; amount: number; soldBy: string | null }>(
  'plan_unlocked_by',
  `SELECT p.code, p.name, CASE WHEN NOT seats.sold THEN l.amount END AS "limit"
   FROM plans p
   JOIN plan_versions v ON v.plan_code = p.code AND v.newest
   LEFT JOIN plan_limits l ON l.version_id = v.id AND l.feature_key = $feature
   CROSS JOIN LATERAL (SELECT $feature = 'seats' AND v.per_seat AS sold) AS seats
   WHERE p.visibility = 'public' AND p.archived_at IS NULL
     AND CASE WHEN seats.sold THEN p.code IS DISTINCT FROM $soldBy::text
              ELSE l.version_id IS NOT NULL AND (l.amount IS NULL OR l.amount >= $amount) END
   ORDER BY "limit" NULLS LAST, v.price_amount, p.code LIMIT 20`,
);

/** Lists public plans on sale in which the switch is on, the cheapest first. */
export const SWITCHED_ON_BY = statement<Unlocking, { feature: string }>(
  'plan_switched_on_by',
  `SELECT p.code, p.name, NULL::bigint AS "limit"
   FROM plans p
   JOIN plan_versions v ON v.plan_code = p.code AND v.newest
   JOIN plan_limits l ON l.version_id = v.id AND l.feature_key = $feature
   WHERE p.visibility = 'public' AND p.archived_at IS NULL AND l.enabled
   ORDER BY v.price_amount, p.code LIMIT 20`,
);

/** Locks the catalogue for a change. One change runs at a time, so that what it has checked still holds when it writes. */
export const LOCK_CATALOGUE = statement<void>(
  'plan_lock_catalogue',
  `SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.catalogue})`,
);

export const INSERT_PLAN = statement<
  void,
  {
    id: string;
    code: string;
    name: string;
    description: string;
    currency: string;
    intervalUnit: string;
    intervalCount: number;
    visibility: string;
    selfService: boolean;
    isDefault: boolean;
    now: Date;
  }
>(
  'plan_insert',
  `INSERT INTO plans (id, code, name, description, currency, interval_unit, interval_count, every, visibility,
                      self_service, is_default, created_at)
   VALUES ($id, $code, $name, $description, $currency, $intervalUnit, $intervalCount, make_interval(days => CASE $intervalUnit WHEN 'day' THEN $intervalCount WHEN 'week' THEN 7 * $intervalCount ELSE 0 END,
           months => CASE $intervalUnit WHEN 'month' THEN $intervalCount WHEN 'year' THEN 12 * $intervalCount ELSE 0 END), $visibility, $selfService, $isDefault, $now)
   ON CONFLICT (code) DO NOTHING`,
);
export const UPDATE_PLAN = statement<
  void,
  {
    code: string;
    name: string;
    description: string;
    visibility: string;
    selfService: boolean;
    isDefault: boolean;
  }
>(
  'plan_update',
  `UPDATE plans SET name = $name, description = $description, visibility = $visibility, self_service = $selfService, is_default = $isDefault WHERE code = $code`,
);
export const CLEAR_DEFAULT = statement<void>(
  'plan_clear_default',
  'UPDATE plans SET is_default = false WHERE is_default',
);
export const ARCHIVE_PLAN = statement<void, { code: string; now: Date }>(
  'plan_archive',
  'UPDATE plans SET archived_at = $now WHERE code = $code AND archived_at IS NULL',
);
export const UNARCHIVE_PLAN = statement<void, { code: string }>(
  'plan_unarchive',
  'UPDATE plans SET archived_at = NULL WHERE code = $code AND archived_at IS NOT NULL',
);
/** Waits for transactions that put a business on plan $code. Later ones find no plan. */
export const LOCK_PLAN = statement<{ found: number }, { code: string }>(
  'plan_lock',
  'SELECT 1 AS found FROM plans WHERE code = $code FOR UPDATE',
);
export const DELETE_LIMITS = statement<void, { code: string }>(
  'plan_limits_delete',
  'DELETE FROM plan_limits WHERE version_id IN (SELECT id FROM plan_versions WHERE plan_code = $code)',
);
export const DELETE_VERSIONS = statement<void, { code: string }>(
  'plan_versions_delete',
  'DELETE FROM plan_versions WHERE plan_code = $code',
);
export const DELETE_PLAN = statement<void, { code: string }>(
  'plan_delete',
  'DELETE FROM plans WHERE code = $code',
);
/** Whether the newest version of another plan on sale switches its subscriptions to this one. */
export const IS_SWITCH_TARGET = statement<{ isTarget: boolean }, { code: string; leaving: string[] }>(
  'plan_is_switch_target',
  `SELECT EXISTS (SELECT 1 FROM plan_versions v JOIN plans p ON p.code = v.plan_code
                  WHERE v.newest AND p.archived_at IS NULL AND p.code <> ALL ($leaving::text[]) AND $code IN (v.after_cycle_plan, v.after_trial_plan, v.after_unpaid_plan))
          AS "isTarget"`,
);

/** Marks the version as not the newest any more. Writes nothing if `$versionId` is not the newest. */
export const RETIRE_VERSION = statement<void, { code: string; versionId: string }>(
  'plan_version_retire',
  'UPDATE plan_versions SET newest = false WHERE plan_code = $code AND id = $versionId AND newest',
);
/** All plans, the oldest first. */
export const ALL_PLANS = statement<PlanRow>('plan_all', `${PLAN} ORDER BY p.id`);
export const INSERT_VERSION = statement<
  void,
  {
    id: string;
    code: string;
    priceAmount: number;
    trialDays: number;
    afterCycle: string;
    afterCyclePlan: string | null;
    afterTrial: string;
    afterTrialPlan: string | null;
    afterUnpaid: string | null;
    afterUnpaidPlan: string | null;
    graceDays: number;
    perSeat: boolean;
    now: Date;
  }
>(
  'plan_version_insert',
  `INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_cycle_plan,
                              after_trial, after_trial_plan, after_unpaid, after_unpaid_plan, grace_days, per_seat,
                              created_at)
   SELECT $id, $code, COALESCE(max(number), 0) + 1, true, $priceAmount, $trialDays, $afterCycle, $afterCyclePlan, $afterTrial,
          $afterTrialPlan, $afterUnpaid, $afterUnpaidPlan, $graceDays, $perSeat, $now
   FROM plan_versions WHERE plan_code = $code`,
);
/**
 * Stores that the newest version of a plan applies to the cycles that are under way at `now`. If that was stored before, the
 * earlier time stays, because the cycles of that time already have the version.
 */
export const BRING_TO_RUNNING_CYCLES = statement<void, { code: string; now: Date }>(
  'plan_version_bring_to_running_cycles',
  'UPDATE plan_versions SET running_at = LEAST(running_at, $now), moving = true WHERE plan_code = $code AND newest',
);
export const INSERT_LIMITS = statement<
  void,
  { id: string; keys: string[]; amounts: (number | null)[]; switches: (boolean | null)[] }
>(
  'plan_limits_insert',
  `INSERT INTO plan_limits (version_id, feature_key, amount, enabled)
   SELECT $id, * FROM unnest($keys::text[], $amounts::bigint[], $switches::boolean[])`,
);
