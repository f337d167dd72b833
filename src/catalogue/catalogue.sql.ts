import { statement } from '../database/sql.js';

/** Counts the live subscriptions on each of these plans, over all versions. */
export const COUNT_ON_PLANS = statement<{ code: string; subscriptions: number }, { codes: string[] }>(
  'catalogue_count_on_plans',
  `SELECT v.plan_code AS code, count(*) AS subscriptions
   FROM subscriptions s JOIN plan_versions v ON v.id = s.plan_version_id
   WHERE s.ended_at IS NULL AND v.plan_code = ANY ($codes)
   GROUP BY v.plan_code`,
);
