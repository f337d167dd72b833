import type { QuotaStateRow, CounterRow, GrantRow } from './exact-spend.rows.js';
import { statement } from '../../database/sql.js';
import { inParallel, ofBusiness, perRow } from '../../database/sql-text.js';
import { plannedEnd } from '../../subscriptions/index.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';
import { LIVE_CREDITS, LIVE_PLAN } from './live-plan.sql.js';

/** Counters by their cycle and feature, as parallel arrays. */
export interface CounterNames {
  businessIds: string[];
  subscriptionIds: string[];
  cycleIndexes: number[];
  features: string[];
}

/**
 * SQL that says whether the open cycle of `s` has a counter. It is a scalar subquery, because the planner may answer an EXISTS with
 * a hash of the whole table.
 */
const HAS_COUNTER = `(
    SELECT c.used FROM usage_counters c
    WHERE ${ofBusiness('c.business_id', 'a')} AND c.subscription_id = s.id AND c.cycle_index = s.cycle_index
      AND c.feature_key = a.feature_key) IS NOT NULL`;

/** Reads the quota states of businesses and features from the given times to the given later ones. All are parallel arrays. */
export const QUOTA_STATES = statement<
  QuotaStateRow,
  { businessIds: string[]; features: string[]; times: string[]; latests: string[] }
>(
  'slow_path_quota_states',
  `SELECT a.business_id AS "businessId", a.feature_key AS feature, s.id AS "subscriptionId",
          s.cycle_index AS "cycleIndex", s.cycle_starts_at AS "startsAt", ${plannedEnd('s')} AS "endsAt",
          s.cycle_ends_at AS "openUntil", ${HAS_COUNTER} AS "hasCounter",
          CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END AS "limit",
          COALESCE(l.enabled, false) AS enabled, ${LIVE_CREDITS('a')} AS credits,
          ${LIVE_CREDITS('a', 'a.latest')} AS "creditsAtMost"
   FROM ${inParallel({ businessIds: 'uuid', features: 'text', times: 'timestamptz', latests: 'timestamptz' })}
        AS a (business_id, feature_key, now, latest)
   ${LIVE_PLAN('a')}`,
);

const CYCLES = `${inParallel({
  businessIds: 'uuid',
  subscriptionIds: 'uuid',
  cycleIndexes: 'integer',
  features: 'text',
})}
  AS a (business_id, subscription_id, cycle_index, feature_key)`;
const OF_CYCLE = `${ofBusiness('c.business_id', 'a')} AND c.subscription_id = a.subscription_id
  AND c.cycle_index = a.cycle_index AND c.feature_key = a.feature_key`;

/** Locks counters, in the order of their keys. */
export const LOCK_COUNTERS = statement<CounterRow, CounterNames>(
  'slow_path_lock_counters',
  `SELECT c.business_id AS "businessId", c.feature_key AS feature, c.used, c.burnt,
          c.highest_limit AS "highestLimit", c.day::text AS day, c.day_base AS "dayBase"
   FROM ${CYCLES} JOIN usage_counters c ON ${OF_CYCLE}
   ORDER BY c.business_id, c.subscription_id, c.cycle_index, c.feature_key FOR NO KEY UPDATE OF c`,
);

/**
 * Locks counters in the order of their keys, and creates missing ones at zero, each with its day. The condition is never true, so
 * a counter that exists is locked and not written.
 */
export const CREATE_COUNTERS = statement<void, CounterNames & { days: string[] }>(
  'slow_path_create_counters',
  `INSERT INTO usage_counters AS c (business_id, subscription_id, cycle_index, feature_key, used, burnt, highest_limit, day, day_base)
   SELECT d.business_id, d.subscription_id, d.cycle_index, d.feature_key, 0, 0, 0, d.day, 0
   FROM ${inParallel({ businessIds: 'uuid', subscriptionIds: 'uuid', cycleIndexes: 'integer', features: 'text', days: 'date' })}
        AS d (business_id, subscription_id, cycle_index, feature_key, day)
   ORDER BY 1, 2, 3, 4
   ON CONFLICT (business_id, subscription_id, cycle_index, feature_key) DO UPDATE SET used = c.used WHERE false`,
);

/** Locks the grants that have units left at the given times, in the order of their keys. */
export const LOCK_GRANTS = statement<
  GrantRow,
  { businessIds: string[]; features: string[]; times: string[] }
>(
  'slow_path_lock_grants',
  `SELECT g.business_id AS "businessId", g.feature_key AS feature, g.id, g.amount, g.burnt, g.priority,
          g.starts_at AS "startsAt", g.expires_at AS "expiresAt", g.created_at AS "createdAt"
   FROM ${inParallel({ businessIds: 'uuid', features: 'text', times: 'timestamptz' })} AS a (business_id, feature_key, now)
   JOIN credit_grants g ON ${ofBusiness('g.business_id', 'a')} AND g.feature_key = a.feature_key
   WHERE g.open AND ${NOT_ENDED('g', 'a.now')}
   ORDER BY g.business_id, g.id FOR NO KEY UPDATE OF g`,
);

/** Writes the new state of locked counters. */
export const WRITE_COUNTERS = statement<
  void,
  CounterNames & {
    used: number[];
    burnt: number[];
    highestLimits: (number | null)[];
    days: string[];
    dayBases: number[];
  }
>(
  'slow_path_write_counters',
  `UPDATE usage_counters c SET used = a.used, burnt = a.burnt, highest_limit = a.highest_limit, day = a.day,
          day_base = a.day_base
   FROM ${inParallel({ businessIds: 'uuid', subscriptionIds: 'uuid', cycleIndexes: 'integer', features: 'text', used: 'bigint', burnt: 'bigint', highestLimits: 'bigint', days: 'date', dayBases: 'bigint' })}
        AS a (business_id, subscription_id, cycle_index, feature_key, used, burnt, highest_limit, day, day_base)
   WHERE ${OF_CYCLE}`,
);

export const WRITE_GRANTS = statement<void, { businessIds: string[]; ids: string[]; burnt: number[] }>(
  'slow_path_write_grants',
  `UPDATE credit_grants g SET burnt = a.burnt FROM ${inParallel({ businessIds: 'uuid', ids: 'uuid', burnt: 'bigint' })} AS a (business_id, id, burnt)
   WHERE ${ofBusiness('g.business_id', 'a')} AND g.id = a.id`,
);

/** Writes the value of the counter at the start of new days. */
export const MARK_DAYS = statement<void, CounterNames & { days: string[]; bases: number[] }>(
  'slow_path_mark_days',
  `INSERT INTO usage_days (business_id, subscription_id, cycle_index, feature_key, day, base)
   SELECT * FROM ${inParallel({ businessIds: 'uuid', subscriptionIds: 'uuid', cycleIndexes: 'integer', features: 'text', days: 'date', bases: 'bigint' })}
   ON CONFLICT DO NOTHING`,
);

/** Stores the spends that were granted under a key. */
export const STORE_SPENDS = statement<
  void,
  {
    account: string;
    now: Date;
    businessIds: string[];
    keys: (string | undefined)[];
    ids: string[];
    fingerprints: (Buffer | undefined)[];
    subscriptionIds: string[];
    cycleIndexes: number[];
    features: string[];
    amounts: number[];
    used: number[];
    limits: (number | null)[];
    credits: number[];
    remaining: (number | null)[];
    startsAt: string[];
    endsAt: string[];
    days: string[];
    burns: (string | null)[];
  }
>(
  'slow_path_store_spends',
  `INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, subscription_id, cycle_index,
     feature_key, amount, used, "limit", credits, remaining, cycle_starts_at, cycle_ends_at, day, burns)
   SELECT a.business_id, $account, a.key, a.id, a.fingerprint, $now, a.subscription_id, a.cycle_index, a.feature_key, a.amount,
          a.used, a."limit", a.credits, a.remaining, a.starts_at, a.ends_at, a.day, a.burns::jsonb
   FROM ${inParallel({ businessIds: 'uuid', keys: 'text', ids: 'uuid', fingerprints: 'bytea', subscriptionIds: 'uuid', cycleIndexes: 'integer', features: 'text', amounts: 'bigint', used: 'bigint', limits: 'bigint', credits: 'bigint', remaining: 'bigint', startsAt: 'timestamptz', endsAt: 'timestamptz', days: 'date', burns: 'text' })}
        AS a (business_id, key, id, fingerprint, subscription_id, cycle_index, feature_key, amount, used, "limit", credits,
              remaining, starts_at, ends_at, day, burns)
   ORDER BY 1, 3`,
);

/**
 * Finds the places of the spends (`businessIds` and `features`, in parallel) whose counter or grants are locked by other work now.
 */
export const LOCKED_PLACES = statement<{ place: number }, { businessIds: string[]; features: string[] }>(
  'slow_path_locked_places',
  `WITH asked AS MATERIALIZED (
     SELECT a.place::integer AS place, c.*
     FROM ${inParallel({ businessIds: 'uuid', features: 'text' })} WITH ORDINALITY AS a (business_id, feature_key, place)
     CROSS JOIN ${perRow(`
       SELECT c.business_id, c.subscription_id, c.cycle_index, c.feature_key
       FROM subscriptions s
       JOIN usage_counters c ON ${ofBusiness('c.business_id', 's')} AND c.subscription_id = s.id
                            AND c.cycle_index = s.cycle_index AND c.feature_key = a.feature_key
       WHERE ${ofBusiness('s.business_id', 'a')} AND s.ended_at IS NULL`)} AS c
   ),
   free AS MATERIALIZED (
     SELECT a.place FROM asked a JOIN usage_counters c ON ${OF_CYCLE} FOR NO KEY UPDATE OF c SKIP LOCKED
   ),
   grants AS MATERIALIZED (
     SELECT a.place::integer AS place, g.business_id, g.id
     FROM ${inParallel({ businessIds: 'uuid', features: 'text' })} WITH ORDINALITY AS a (business_id, feature_key, place)
     CROSS JOIN ${perRow(`
       SELECT g.business_id, g.id FROM credit_grants g
       WHERE ${ofBusiness('g.business_id', 'a')} AND g.feature_key = a.feature_key AND g.open`)} AS g
   ),
   free_grants AS MATERIALIZED (
     SELECT g.id FROM grants a JOIN credit_grants g ON ${ofBusiness('g.business_id', 'a')} AND g.id = a.id
     FOR NO KEY UPDATE OF g SKIP LOCKED
   )
   SELECT place FROM asked WHERE place NOT IN (SELECT place FROM free)
   UNION SELECT place FROM grants WHERE id NOT IN (SELECT id FROM free_grants)`,
);
