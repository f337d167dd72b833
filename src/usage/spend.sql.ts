import { type Statement, statement } from '../database/sql.js';
import { MAX_UNITS } from '../common/validation.js';
import { KEY_LOCK } from './idempotency.sql.js';

/** A wish that the plan covered in full: `place` is its position among those asked, from 1. */
export interface SpentRow {
  place: number;
  used: number;
  burnt: number;
  limit: number | null;
  credits: number;
  cycleIndex: number;
  startsAt: Date;
  endsAt: Date;
}

/** Live credits of business `of`.business_id for `of`.feature_key at `of`.now. */
export const LIVE_CREDITS = (of: string): string => `
  (SELECT LEAST(COALESCE(sum(g.amount - g.burnt), 0), ${MAX_UNITS})::bigint FROM credit_grants g
   WHERE g.business_id = ${of}.business_id AND g.feature_key = ${of}.feature_key AND g.voided_at IS NULL
     AND g.starts_at <= ${of}.now AND (g.expires_at IS NULL OR g.expires_at > ${of}.now))`;

/**
 * Keyed spends among them: $5 place of their wish, $6 key, $7 record, $8 fingerprint, $9 units, $10 units of the wish
 * up to and with this one. A wish with a key that is known, or under way elsewhere, is left to the settlement.
 */
const KEYED = `
  keyed AS MATERIALIZED (
    SELECT k.*, ($1::uuid[])[k.place] AS business_id,
           ${KEY_LOCK(`($1::uuid[])[k.place]`, 'k.key')} AS free
    FROM unnest($5::integer[], $6::text[], $7::uuid[], $8::bytea[], $9::bigint[], $10::bigint[])
         AS k (place, key, id, fingerprint, amount, upto)
  ),
  blocked AS MATERIALIZED (
    SELECT k.place FROM keyed k WHERE NOT k.free OR EXISTS (
      SELECT 1 FROM idempotency_records r WHERE r.business_id = k.business_id AND r.account = $12 AND r.key = k.key)
  ),`;

/** The records of what was spent, in the order of their keys, so that two servers never wait for each other. */
const KEPT = `
  kept AS (
    INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, subscription_id,
      cycle_index, feature_key, amount, used, "limit", credits, remaining, cycle_starts_at, cycle_ends_at, day)
    SELECT a.business_id, $12, k.key, k.id, k.fingerprint, $11, a.subscription_id, a.cycle_index, a.feature_key,
           k.amount, s.used - a.amount + k.upto, a."limit", a.credits,
           LEAST(a."limit" - (s.used - a.amount + k.upto - s.burnt) + a.credits, ${MAX_UNITS}),
           a.cycle_starts_at, a.cycle_ends_at, s.day
    FROM keyed k
    JOIN asked a ON a.place = k.place
    JOIN spent s ON s.business_id = a.business_id AND s.feature_key = a.feature_key
    ORDER BY 1, 3
  )`;

/**
 * Spends many wishes at once, one row per business and feature: $1 business, $2 feature, $3 units, $4 time of each.
 * Each is granted in full from the plan, or not at all and then absent from the answer.
 *
 * Check and write are one: the conflict locks the counter's row, and the condition is judged on what it then holds.
 * Rows are taken in the order of their key, so servers that meet on them queue up and never wait in a circle. A cycle
 * that is over at that time takes nothing. `day_base` equals what was used before exactly when the day is new, and only
 * then is a row written to the history.
 */
const spend = (name: string, withKeys: boolean): Statement =>
  statement(
    name,
    `WITH ${withKeys ? KEYED : ''}
     asked AS MATERIALIZED (
       SELECT a.*, (a.now AT TIME ZONE 'UTC')::date AS day, s.id AS subscription_id, s.cycle_index, s.cycle_starts_at,
              s.cycle_ends_at, l.amount AS "limit", ${LIVE_CREDITS('a')} AS credits
       FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[]) WITH ORDINALITY
            AS a (business_id, feature_key, amount, now, place)
       JOIN subscriptions s ON s.business_id = a.business_id AND s.ended_at IS NULL AND a.now < s.cycle_ends_at
       JOIN plan_limits l ON l.version_id = s.plan_version_id AND l.feature_key = a.feature_key
       WHERE (l.amount IS NULL OR a.amount <= l.amount)
         ${withKeys ? 'AND a.place NOT IN (SELECT place FROM blocked)' : ''}
     ),
     spent AS (
       INSERT INTO usage_counters AS c (business_id, subscription_id, cycle_index, feature_key, used, burnt,
                                        highest_limit, day, day_base)
       SELECT business_id, subscription_id, cycle_index, feature_key, amount, 0, "limit", day, 0 FROM asked
       ORDER BY 1, 2, 3, 4
       ON CONFLICT (business_id, subscription_id, cycle_index, feature_key) DO UPDATE SET
         used = c.used + excluded.used,
         highest_limit = CASE WHEN c.highest_limit IS NULL OR excluded.highest_limit IS NULL THEN NULL
                              ELSE GREATEST(c.highest_limit, excluded.highest_limit) END,
         day_base = CASE WHEN c.day < excluded.day THEN c.used ELSE c.day_base END,
         day = GREATEST(c.day, excluded.day)
       WHERE c.used - c.burnt + excluded.used <= COALESCE(excluded.highest_limit, ${MAX_UNITS})
         AND c.used + excluded.used <= ${MAX_UNITS}
       RETURNING c.business_id, c.subscription_id, c.cycle_index, c.feature_key, c.used, c.burnt, c.day, c.day_base
     ),
     days AS (
       INSERT INTO usage_days (business_id, subscription_id, cycle_index, feature_key, day, base)
       SELECT s.business_id, s.subscription_id, s.cycle_index, s.feature_key, s.day, s.day_base
       FROM spent s JOIN asked a ON a.business_id = s.business_id AND a.feature_key = s.feature_key
       WHERE s.used - a.amount = s.day_base
       ON CONFLICT DO NOTHING
     )${withKeys ? `,${KEPT}` : ''}
     SELECT a.place, s.used, s.burnt, a."limit", a.credits, a.cycle_index AS "cycleIndex", a.cycle_starts_at AS "startsAt",
            a.cycle_ends_at AS "endsAt"
     FROM asked a JOIN spent s ON s.business_id = a.business_id AND s.feature_key = a.feature_key`,
  );

export const SPEND = spend('usage_spend', false);
/** The same with keys; $11 is the time of the records, $12 their account. */
export const SPEND_KEYED = spend('usage_spend_keyed', true);
