import { statement } from '../database/sql.js';

/** How many live subscriptions are on each of these plans, in whatever version. */
export const COUNT_ON_PLANS = statement<{ code: string; subscriptions: number }, { codes: string[] }>(
  'catalogue_count_on_plans',
  `SELECT v.plan_code AS code, count(*) AS subscriptions
   FROM subscriptions s JOIN plan_versions v ON v.id = s.plan_version_id
   WHERE s.ended_at IS NULL AND v.plan_code = ANY ($codes)
   GROUP BY v.plan_code`,
);
