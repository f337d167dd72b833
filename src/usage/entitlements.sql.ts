import { inParallel, perRow, statement } from '../database/sql.js';
import { LOOKED_UP } from '../members/members.service.js';
import { LIVE_CREDITS, LIVE_PLAN } from './spend.sql.js';

/** How a business stands with a feature at a time. */
export interface EntitlementRow {
  place: number;
  feature: string;
  kind: 'metered' | 'allocated' | 'switch';
  subscribed: boolean;
  /** The cycle is over at that time: roll the business forward, and ask again. */
  overdue: boolean;
  endsAt: Date | null;
  enabled: boolean;
  limit: number | null;
  used: number;
  burnt: number;
  credits: number;
}

/** `a` has business_id, now and place; `f` is the feature. */
const COLUMNS = `
  a.place, f.key AS feature, f.kind, s.id IS NOT NULL AS subscribed, COALESCE(s.cycle_ends_at <= a.now, false) AS overdue,
  s.cycle_ends_at AS "endsAt", COALESCE(l.enabled, false) AS enabled,
  CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END AS "limit",
  CASE f.kind
    WHEN 'metered' THEN COALESCE(c.used, 0)
    WHEN 'allocated' THEN (SELECT count(*) FROM allocations h WHERE h.business_id = a.business_id
                           AND h.feature_key = f.key AND (h.expires_at IS NULL OR h.expires_at > a.now))
    ELSE 0
  END AS used,
  COALESCE(c.burnt, 0) AS burnt,
  CASE f.kind WHEN 'metered' THEN ${LIVE_CREDITS('a')} ELSE 0 END AS credits`;

const STANDING = `
  ${LIVE_PLAN('a')}
  LEFT JOIN ${perRow(
    `SELECT * FROM usage_counters c WHERE c.business_id = a.business_id AND c.subscription_id = s.id
     AND c.cycle_index = s.cycle_index AND c.feature_key = a.feature_key`,
  )} AS c ON true`;

/** $1 businesses, $2 features and $3 times, in parallel. No row where there is no such feature. */
export const ENTITLEMENTS = statement(
  'usage_entitlements',
  `SELECT ${COLUMNS}
   FROM ${inParallel(['uuid', 'text', 'timestamptz'])} WITH ORDINALITY AS a (business_id, feature_key, now, place)
   JOIN features f ON f.key = a.feature_key ${STANDING}`,
);

/** The same for bots that claim to be of the businesses, with $4 hashes of keys and $5 scopes; no row for whom the guard has to ask. */
export const ENTITLEMENTS_BY_CLAIM = statement(
  'usage_entitlements_by_claim',
  `SELECT ${COLUMNS}
   FROM ${inParallel(['uuid', 'text', 'timestamptz', 'bytea', 'text'])} WITH ORDINALITY
        AS a (business_id, feature_key, now, key_hash, scope, place)
   JOIN features f ON f.key = a.feature_key ${STANDING}
   WHERE ${LOOKED_UP('a')}`,
);

/** Every feature on sale, or on the plan of business $1, at $2. */
export const LIST_ENTITLEMENTS = statement(
  'usage_list_entitlements',
  `SELECT ${COLUMNS}
   FROM features f
   CROSS JOIN LATERAL (SELECT $1::uuid AS business_id, f.key AS feature_key, $2::timestamptz AS now, 0::bigint AS place) AS a
   ${STANDING}
   WHERE f.retired_at IS NULL OR l.version_id IS NOT NULL
   ORDER BY f.key`,
);
