import { statement } from '../../database/sql.js';

/** A percentage of a limit that was reached in a cycle. */
interface ReachedThreshold {
  subscriptionId: string;
  cycleIndex: number;
  feature: string;
  limit: number;
  percent: number;
}

/** Lists up to `$rows` thresholds that a business has reached, after the given key. The newest subscription comes first. */
export const LIST_ALERTS = statement<
  ReachedThreshold & { cycleEndsAt: Date },
  ReachedThreshold & { businessId: string; rows: number }
>(
  'usage_list_alerts',
  `SELECT a.subscription_id AS "subscriptionId", a.cycle_index AS "cycleIndex", a.feature_key AS feature, a."limit",
          a.percent::integer AS percent, a.cycle_ends_at AS "cycleEndsAt"
   FROM usage_alerts a
   WHERE a.business_id = $businessId
     AND (a.subscription_id, a.cycle_index, a.feature_key, a."limit", a.percent)
       < ($subscriptionId::uuid, $cycleIndex::integer, $feature::text, $limit::bigint, $percent::integer)
   ORDER BY a.subscription_id DESC, a.cycle_index DESC, a.feature_key DESC, a."limit" DESC, a.percent DESC LIMIT $rows`,
);
