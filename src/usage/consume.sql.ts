import { statement } from '../database/sql.js';

const MAX_UNITS = Number.MAX_SAFE_INTEGER;

/** Where a business stands with a feature: $1 business, $2 feature. No row when there is no such feature. */
const STANDING = `
  SELECT f.key, f.kind, s.id AS subscription_id, s.cycle_index, s.cycle_starts_at, s.cycle_ends_at,
         l.version_id IS NOT NULL AS listed, l.amount, COALESCE(l.enabled, false) AS enabled
  FROM features f
  LEFT JOIN subscriptions s ON s.business_id = $1 AND s.ended_at IS NULL
  LEFT JOIN plan_limits l ON l.version_id = s.plan_version_id AND l.feature_key = f.key
  WHERE f.key = $2`;

const STANDING_COLUMNS = `
  st.kind, st.subscription_id AS "subscriptionId", st.cycle_index AS "cycleIndex", st.cycle_starts_at AS "startsAt",
  st.cycle_ends_at AS "endsAt", st.enabled,
  CASE WHEN st.listed THEN st.amount ELSE 0 END AS "limit"`;

/** `limit` is null for unlimited; `spent` is the counter after the spend, null when nothing was spent. */
export interface StandingRow {
  kind: 'metered' | 'allocated' | 'switch';
  subscriptionId: string | null;
  cycleIndex: number;
  startsAt: Date;
  endsAt: Date;
  enabled: boolean;
  limit: number | null;
  spent: number | null;
}

/**
 * Spends $3 units at $4, all or nothing. Check and write are one statement: the counter's row is locked by the
 * conflict, and the condition is judged on what it then holds, so callers in any number never pass the limit and
 * are never refused a unit that is there. A cycle that is over takes nothing; the caller rolls it forward and comes back.
 */
export const SPEND = statement(
  'usage_spend',
  `WITH st AS MATERIALIZED (${STANDING}),
   spent AS (
     INSERT INTO usage_counters AS c (business_id, subscription_id, cycle_index, feature_key, used, highest_limit)
     SELECT $1, subscription_id, cycle_index, key, $3, amount FROM st
     WHERE kind = 'metered' AND listed AND $4 < cycle_ends_at AND (amount IS NULL OR $3 <= amount)
     ON CONFLICT (business_id, subscription_id, cycle_index, feature_key) DO UPDATE SET
       used = c.used + excluded.used,
       highest_limit = CASE WHEN c.highest_limit IS NULL OR excluded.highest_limit IS NULL THEN NULL
                            ELSE GREATEST(c.highest_limit, excluded.highest_limit) END
     WHERE c.used + excluded.used <= COALESCE(excluded.highest_limit, ${MAX_UNITS})
     RETURNING used
   )
   SELECT ${STANDING_COLUMNS}, (SELECT used FROM spent) AS spent FROM st`,
);

/** What the counter of a cycle holds now: $1 business, $2 subscription, $3 cycle, $4 feature. */
export const USED = statement(
  'usage_used',
  `SELECT used FROM usage_counters
   WHERE business_id = $1 AND subscription_id = $2 AND cycle_index = $3 AND feature_key = $4`,
);

/** Every feature, or the one of key $2, as business $1 may use it at $3. */
export const ENTITLEMENTS = statement(
  'usage_entitlements',
  `SELECT f.key AS feature, f.kind, s.id IS NOT NULL AS subscribed, s.cycle_ends_at AS "endsAt",
          COALESCE(l.enabled, false) AS enabled, CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END AS "limit",
          CASE f.kind
            WHEN 'metered' THEN COALESCE(c.used, 0)
            WHEN 'allocated' THEN (SELECT count(*) FROM allocations a WHERE a.business_id = $1 AND a.feature_key = f.key
                                   AND (a.expires_at IS NULL OR a.expires_at > $3))
            ELSE 0
          END AS used
   FROM features f
   LEFT JOIN subscriptions s ON s.business_id = $1 AND s.ended_at IS NULL
   LEFT JOIN plan_limits l ON l.version_id = s.plan_version_id AND l.feature_key = f.key
   LEFT JOIN usage_counters c ON c.business_id = $1 AND c.subscription_id = s.id AND c.cycle_index = s.cycle_index
                             AND c.feature_key = f.key
   WHERE CASE WHEN $2::text IS NULL THEN f.retired_at IS NULL OR l.version_id IS NOT NULL ELSE f.key = $2 END
   ORDER BY f.key`,
);

/** True when the subscription's last known cycle is over at $2, so that it has to be rolled forward first. */
export const IS_OVERDUE = statement(
  'usage_is_overdue',
  'SELECT EXISTS (SELECT 1 FROM subscriptions WHERE business_id = $1 AND ended_at IS NULL AND cycle_ends_at <= $2) AS overdue',
);
