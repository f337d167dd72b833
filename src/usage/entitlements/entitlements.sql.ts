import { LAST_USE_PRECISION } from '../../common/last-use.js';
import type { EntitlementRow } from './entitlements.rows.js';
import { statement } from '../../database/sql.js';
import { inForms, inParallel, perRow } from '../../database/sql-text.js';
import { MAX_UNITS } from '../../common/validation.js';
import { KEY_LAST_USE } from '../../members/index.js';
import { limitBought, plannedEnd } from '../../subscriptions/index.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';
import { type Belongs, belongsTo, LIVE_GRANT, LIVE_PLAN } from '../spending/live-plan.sql.js';

/** The columns of an answer. The alias `a` has business_id, now and place; `f` is the feature. */
const columns = (belongs: Belongs): string => `
  a.place, f.key AS feature, f.kind, s.id IS NOT NULL AS subscribed, COALESCE(s.cycle_ends_at <= a.now, false) AS overdue,
  ${plannedEnd('s')} AS "endsAt", COALESCE(l.enabled, false) AS enabled,
  ${limitBought('f.key', 's', 's.plan_version_id', 'CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END')} AS "limit",
  CASE f.kind
    WHEN 'metered' THEN COALESCE(c.used, 0)
    WHEN 'allocated' THEN (SELECT count(*) FROM allocations h WHERE ${belongs('h.business_id')}
                           AND h.feature_key = f.key AND ${NOT_ENDED('h', 'a.now')})
    ELSE 0
  END AS used,
  COALESCE(c.burnt, 0) AS burnt,
  CASE f.kind WHEN 'metered' THEN g.credits ELSE 0 END AS credits, g.grants`;

const quotaState = (belongs: Belongs): string => `
  ${LIVE_PLAN('a', belongs)}
  LEFT JOIN ${perRow(
    `SELECT * FROM usage_counters c WHERE ${belongs('c.business_id')} AND c.subscription_id = s.id
     AND c.cycle_index = s.cycle_index AND c.feature_key = a.feature_key`,
  )} AS c ON true
  CROSS JOIN LATERAL (
    SELECT LEAST(COALESCE(sum(g.amount - g.burnt), 0), ${MAX_UNITS})::bigint AS credits, count(*) AS grants
    FROM credit_grants g WHERE ${LIVE_GRANT('g', 'a', belongs)}
  ) AS g`;

/** Reads one entitlement for each element of the arrays. No row if there is no such feature. */
export const ENTITLEMENTS = statement<
  EntitlementRow,
  { businessIds: string[]; features: string[]; times: string[] }
>(
  'usage_entitlements',
  `SELECT ${columns(belongsTo('a'))}
   FROM ${inParallel({ businessIds: 'uuid', features: 'text', times: 'timestamptz' })} WITH ORDINALITY AS a (business_id, feature_key, now, place)
   JOIN features f ON f.key = a.feature_key ${quotaState(belongsTo('a'))}`,
);

/** Reads one entitlement for each unverified key. No row if there is no such feature, or if the guard has to decide. */
export const ENTITLEMENTS_UNVERIFIED = statement<
  EntitlementRow,
  {
    businessIds: string[];
    features: string[];
    times: string[];
    keyHashes: string[];
    scopes: string[];
    addresses: (string | null)[];
    externalIds: (string | null)[];
  }
>(
  'usage_entitlements_unverified',
  `WITH looked_up AS MATERIALIZED (
     SELECT a.*, ${KEY_LAST_USE('a')} AS last_used
     FROM ${inParallel({
       businessIds: 'uuid',
       features: 'text',
       times: 'timestamptz',
       keyHashes: 'bytea',
       scopes: 'text',
       addresses: 'inet',
       externalIds: 'text',
     })} WITH ORDINALITY
          AS a (business_id, feature_key, now, key_hash, scope, address, external_id, place)
   )
   SELECT ${columns(belongsTo('a'))}, a.last_used <= a.now - ${LAST_USE_PRECISION} AS "firstUse"
   FROM looked_up a
   JOIN features f ON f.key = a.feature_key ${quotaState(belongsTo('a'))}
   WHERE a.last_used IS NOT NULL`,
);

const ONE: Belongs = (column) => `${column} = ${inForms('a.business_id', '$businessId')}`;

/** Reads every feature that is on sale or on the plan of the business, at `$now`. */
export const LIST_ENTITLEMENTS = statement<EntitlementRow, { businessId: string; now: Date }>(
  'usage_list_entitlements',
  `SELECT ${columns(ONE)}
   FROM features f
   CROSS JOIN LATERAL (SELECT $businessId::uuid AS business_id, f.key AS feature_key, $now::timestamptz AS now, 0::bigint AS place) AS a
   ${quotaState(ONE)}
   WHERE f.retired_at IS NULL OR l.version_id IS NOT NULL
   ORDER BY f.key`,
);
