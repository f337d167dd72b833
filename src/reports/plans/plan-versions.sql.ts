import { VERSION_COLUMNS, type VersionTermsRow } from '../../billing-plans/index.js';
import { statement } from '../../database/sql.js';

export interface PlanVersionRow extends VersionTermsRow {
  number: number;
  createdAt: Date;
  newest: boolean;
  runningAt: Date | null;
  live: number;
}

/**
 * Lists versions of a plan below the number `$before`, the newest first. An index finds the live subscriptions of the plan that
 * are counted.
 */
export const LIST_VERSIONS = statement<PlanVersionRow, { code: string; before: number; limit: number }>(
  'reports_plan_versions',
  `WITH live AS MATERIALIZED (
     SELECT plan_version_id AS id, count(*) AS n FROM subscriptions WHERE plan_code = $code AND ended_at IS NULL GROUP BY plan_version_id
   )
   SELECT v.number, v.created_at AS "createdAt", v.newest, NULLIF(v.running_at, 'infinity') AS "runningAt",
          COALESCE(live.n, 0) AS live, ${VERSION_COLUMNS}
   FROM plan_versions v JOIN plans p ON p.code = v.plan_code LEFT JOIN live ON live.id = v.id
   WHERE v.plan_code = $code AND v.number < $before ORDER BY v.number DESC LIMIT $limit`,
);
