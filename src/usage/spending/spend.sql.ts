import { inParallel, perRow, type Statement, statement } from '../../database/sql.js';
import { MAX_UNITS } from '../../common/validation.js';
import { LOOKED_UP, NOTE_USE } from '../../members/index.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';
import { KEY_LOCK } from '../idempotency/idempotency.sql.js';

/** Milliseconds that a flush or a settlement waits for a row that somebody else holds. */
export const LOCK_PATIENCE_MS = 250;

/** A wish that may be spent: `place` is its position among those asked, from 1. */
export interface WishRow {
  place: number;
  /** Null where the plan does not cover all that was asked of this business and feature; nothing is spent then. */
  used: number | null;
}

/** A wish that the plan covered in full. */
export interface SpentRow extends WishRow {
  /** After all wishes of its business and feature, which came to `spent`. */
  used: number;
  spent: number;
  burnt: number;
  limit: number | null;
  credits: number;
  cycleIndex: number;
  startsAt: Date;
  endsAt: Date;
}

/** True of a grant `g` of business `of`.business_id for `of`.feature_key that can be burnt at `of`.now. */
export const LIVE_GRANT = (g: string, of: string): string => `
  ${g}.business_id = ${of}.business_id AND ${g}.feature_key = ${of}.feature_key AND ${g}.open
  AND ${NOT_ENDED(g, `${of}.now`)} AND ${g}.starts_at <= ${of}.now`;

/** Live credits of business `of`.business_id for `of`.feature_key at `of`.now. */
export const LIVE_CREDITS = (of: string): string => `
  (SELECT LEAST(COALESCE(sum(g.amount - g.burnt), 0), ${MAX_UNITS})::bigint FROM credit_grants g
   WHERE ${LIVE_GRANT('g', of)})`;

/** The live subscription `s` of business `of`.business_id, or nulls, and what its plan says of `of`.feature_key, `l`. */
export const LIVE_PLAN = (of: string): string => `
  LEFT JOIN ${perRow(`SELECT * FROM subscriptions s WHERE s.business_id = ${of}.business_id AND s.ended_at IS NULL`)} AS s ON true
  LEFT JOIN plan_limits l ON l.version_id = s.plan_version_id AND l.feature_key = ${of}.feature_key`;

/**
 * Keyed spends among them: $7 place of their wish, $8 key, $9 record, $10 fingerprint, $11 units, $12 units of the wish
 * up to and with this one. A wish with a key that is known, or under way elsewhere, is left to the settlement. The
 * record is a scalar subquery, because the planner may answer an EXISTS from a hash of the whole table.
 */
const KEYED = `
  keyed AS MATERIALIZED (
    SELECT k.*, ($1::uuid[])[k.place] AS business_id, ($2::text[])[k.place] AS feature_key,
           ${KEY_LOCK(`($1::uuid[])[k.place]`, 'k.key')} AS free
    FROM ${inParallel(['integer', 'text', 'uuid', 'bytea', 'bigint', 'bigint'], 7)}
         AS k (place, key, id, fingerprint, amount, upto)
    WHERE k.place IN (SELECT place FROM admitted)
  ),
  blocked AS MATERIALIZED (
    SELECT k.place FROM keyed k WHERE NOT k.free OR (
      SELECT r.id FROM idempotency_records r WHERE r.business_id = k.business_id AND r.account = $14 AND r.key = k.key
    ) IS NOT NULL
  ),
  wishes AS MATERIALIZED (
    SELECT a.*, sum(a.amount) OVER (PARTITION BY a.business_id, a.feature_key ORDER BY a.place) AS upto
    FROM admitted a WHERE a.place NOT IN (SELECT place FROM blocked)
  ),`;

/** The records of what was spent, in the order of their keys, so that two servers never wait for each other. */
const KEPT = `
  granted AS MATERIALIZED (
    SELECT d.*, k.key, k.id, k.fingerprint, k.amount AS units, d.used - d.amount + k.before + k.upto AS reached
    FROM (
      SELECT k.*, w.upto - w.amount AS before FROM keyed k FULL JOIN wishes w ON w.place = k.place
    ) AS k
    FULL JOIN decided d ON d.business_id = k.business_id AND d.feature_key = k.feature_key
  ),
  kept AS (
    INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, subscription_id,
      cycle_index, feature_key, amount, used, "limit", credits, remaining, cycle_starts_at, cycle_ends_at, day)
    SELECT business_id, $14, key, id, fingerprint, $13, subscription_id, cycle_index, feature_key,
           units, reached, "limit", credits, CASE WHEN "limit" IS NOT NULL THEN LEAST("limit" - (reached - burnt) + credits, ${MAX_UNITS}) END,
           cycle_starts_at, cycle_ends_at, reached_day
    FROM granted WHERE reached IS NOT NULL AND key IS NOT NULL
    ORDER BY 1, 3
  )`;

/**
 * Spends many wishes at once: $1 business, $2 feature, $3 units, $4 time of each, and $5 hash of the key and $6 scope of one
 * that is made by a claim. What is asked of one business and feature is granted in full from the plan, or not at all. Wishes
 * of claims that the guard has to look at are absent from the answer; they take no part.
 *
 * Check and write are one: the conflict locks the counter's row, and the condition is judged on what it then holds.
 * Rows are taken in the order of their key, so servers that meet on them queue up and never wait in a circle. A cycle
 * that is over at that time takes nothing. A row that somebody else holds for longer than a moment makes the statement fail,
 * with nothing done. `day_base` equals what was used before exactly when the day is new, and only
 * then is a row written to the history.
 *
 * The limit is read beside its subscription (-1 is unlimited), and both sides of a join are joined in full, because a planner that
 * expects one row would else look up every limit for every row, or compare every row with every other.
 */
const spend = (name: string, withKeys: boolean): Statement =>
  statement(
    name,
    `WITH looked_up AS MATERIALIZED (
       SELECT a.*, ${LOOKED_UP('a')} AS last_used
       FROM (SELECT set_config('lock_timeout', '${LOCK_PATIENCE_MS}', true)) AS bounded,
         ${inParallel(['uuid', 'text', 'bigint', 'timestamptz', 'bytea', 'text'])}
         WITH ORDINALITY AS a (business_id, feature_key, amount, now, key_hash, scope, place)
     ),
     ${withKeys ? 'admitted' : 'wishes'} AS MATERIALIZED (
       SELECT * FROM looked_up a WHERE a.key_hash IS NULL OR a.last_used IS NOT NULL
     ),
     noted AS (${NOTE_USE('looked_up')}),${withKeys ? KEYED : ''}
     asked AS MATERIALIZED (
       SELECT a.*, (a.now AT TIME ZONE 'UTC')::date AS day, s.id AS subscription_id, s.cycle_index, s.cycle_starts_at,
              s.cycle_ends_at, NULLIF(s.limited, -1) AS "limit", ${LIVE_CREDITS('a')} AS credits
       FROM (
         SELECT business_id, feature_key, sum(amount)::bigint AS amount, max(now) AS now FROM wishes GROUP BY 1, 2
       ) AS a
       CROSS JOIN ${perRow(
         `SELECT *, (SELECT COALESCE(l.amount, -1) FROM plan_limits l
                     WHERE l.version_id = s.plan_version_id AND l.feature_key = a.feature_key) AS limited
          FROM subscriptions s WHERE s.business_id = a.business_id AND s.ended_at IS NULL AND a.now < s.cycle_ends_at`,
       )} AS s
       WHERE s.limited = -1 OR a.amount <= s.limited
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
     decided AS MATERIALIZED (
       SELECT a.*, s.used, s.burnt, s.day AS reached_day, s.day_base
       FROM asked a FULL JOIN spent s ON s.business_id = a.business_id AND s.feature_key = a.feature_key
     ),
     days AS (
       INSERT INTO usage_days (business_id, subscription_id, cycle_index, feature_key, day, base)
       SELECT business_id, subscription_id, cycle_index, feature_key, reached_day, day_base
       FROM decided WHERE used - amount = day_base
       ON CONFLICT DO NOTHING
     )${withKeys ? `,${KEPT}` : ''}
     SELECT w.place, d.used, d.amount AS spent, d.burnt, d."limit", d.credits, d.cycle_index AS "cycleIndex",
            d.cycle_starts_at AS "startsAt", d.cycle_ends_at AS "endsAt"
     FROM wishes w FULL JOIN decided d ON d.business_id = w.business_id AND d.feature_key = w.feature_key
     ${withKeys ? 'UNION ALL SELECT place, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM blocked' : ''}`,
  );

export const SPEND = spend('usage_spend', false);
/** The same with keys; $13 is the time of the records, $14 their account. */
export const SPEND_KEYED = spend('usage_spend_keyed', true);
