import { LAST_USE_PRECISION } from '../../common/last-use.js';
import { type Statement, statement } from '../../database/sql.js';
import { inForms, inParallel, ofBusiness, perRow, sought } from '../../database/sql-text.js';
import type { EventsMode } from '../../events/index.js';
import { ALERTS, CROSSES, TELL_ALERTS } from '../alerts/alerts.sql.js';
import { MAX_UNITS } from '../../common/validation.js';
import { KEY_LAST_USE, NOTE_USE } from '../../members/index.js';
import { plannedEnd } from '../../subscriptions/index.js';
import { KEY_LOCK } from '../idempotency/idempotency.sql.js';
import { LIVE_CREDITS, LOCK_WAIT_MS } from './live-plan.sql.js';
import type { GroupRow, Groups, KeyedSpends } from './spend.rows.js';

/** The groups, with the time when the key of each was last used. Null if the key is not verified; see `KEY_LAST_USE`. */
const GROUPS_WITH_LAST_USE = `
  looked_up AS MATERIALIZED (
    SELECT a.*, ${KEY_LAST_USE('a')} AS last_used
    FROM (SELECT set_config('lock_timeout', '${LOCK_WAIT_MS}', true)) AS bounded,
      ${inParallel({
        businessIds: 'uuid',
        features: 'text',
        amounts: 'bigint',
        times: 'timestamptz',
        keyHashes: 'bytea',
        scopes: 'text',
        addresses: 'inet',
        externalIds: 'text',
      })}
      WITH ORDINALITY AS a (business_id, feature_key, amount, now, key_hash, scope, address, external_id, place)
  )`;

/** The groups whose caller is admitted or verified. The other groups get no row, and the guard decides about them. */
const ADMITTED = `AS MATERIALIZED (SELECT * FROM looked_up a WHERE a.key_hash IS NULL OR a.last_used IS NOT NULL)`;

/** Writes the last use of each verified key. */
const NOTED = `noted AS (${NOTE_USE('looked_up')})`;
/** Whether the caller has to write the use of the key. Only for a distributed database, where a step that writes locks nothing. */
const FIRST_USE = `, r.last_used <= r.now - ${LAST_USE_PRECISION} AS "firstUse"`;

/** The spends with a key, and whether the statement got the lock of each idempotency key. */
const KEYED = `
  keyed AS MATERIALIZED (
    SELECT k.*, ($businessIds::uuid[])[k.place] AS business_id, ($features::text[])[k.place] AS feature_key,
           ${KEY_LOCK(`($businessIds::uuid[])[k.place]`, 'k.key')} AS free
    FROM ${inParallel({
      places: 'integer',
      keys: 'text',
      recordIds: 'uuid',
      fingerprints: 'bytea',
      units: 'bigint',
      uptos: 'bigint',
    })}
         AS k (place, key, id, fingerprint, amount, upto)
    WHERE k.place IN (SELECT place FROM admitted)
  )`;

/**
 * The groups with a key that another transaction has locked, or that is known. They go to the slow path. Without `$lookUp`, no key
 * is looked up; then the primary key of the records makes the statement fail on a known key. The record is read by a scalar
 * subquery, because the planner may answer an EXISTS with a hash of the whole table.
 */
const BLOCKED = `
  blocked AS MATERIALIZED (
    SELECT k.place FROM keyed k WHERE NOT k.free OR $lookUp::boolean AND (
      ${sought('SELECT r.id FROM idempotency_records r WHERE r.business_id = k.business_id AND r.account = $account', 'r.key', 'k.key')}
    ) IS NOT NULL
  )`;

/** The groups that are not blocked, with the sum of the units of their business and feature up to and including each. */
const NOT_BLOCKED = `AS MATERIALIZED (
    SELECT a.*, sum(a.amount) OVER (PARTITION BY a.business_id, a.feature_key ORDER BY a.place) AS upto
    FROM admitted a WHERE a.place NOT IN (SELECT place FROM blocked)
  )`;

/** The units that are requested of each business and feature. */
const GROUPS =
  'SELECT business_id, feature_key, sum(amount)::bigint AS amount, max(now) AS now FROM requests GROUP BY 1, 2';
const DAY = `(a.now AT TIME ZONE 'UTC')::date AS day`;
const CYCLE = `s.id AS subscription_id, s.cycle_index, s.cycle_starts_at, ${plannedEnd('s')} AS cycle_ends_at`;
/** The limit of a subscription. -1 is unlimited. */
const LIMITED = `(SELECT COALESCE(l.amount, -1) FROM plan_limits l
                    WHERE l.version_id = s.plan_version_id AND l.feature_key = a.feature_key) AS limited`;
const IS_OPEN = 's.ended_at IS NULL AND a.now < s.cycle_ends_at';

/**
 * The groups, with their open cycle, limit and credits. A row is left out if its cycle is over at that time, or if the amount alone
 * is higher than the limit. The limit is read together with its subscription. In a join of its own, the planner would expect one
 * row and look up every limit for every row.
 */
const ASKED = inForms(
  `
  asked AS MATERIALIZED (
    SELECT a.*, ${DAY}, ${CYCLE}, NULLIF(s.limited, -1) AS "limit", ${LIVE_CREDITS('a')} AS credits
    FROM (${GROUPS}) AS a
    CROSS JOIN ${perRow(
      sought(`SELECT *, ${LIMITED} FROM subscriptions s WHERE ${IS_OPEN}`, 's.business_id', 'a.business_id'),
    )} AS s
    WHERE s.limited = -1 OR a.amount <= s.limited
  )`,
  // A distributed database plans a statement at each execution. As a step, the limit is planned once and not at each place that
  // uses it.
  `
  live AS MATERIALIZED (
    SELECT a.*, ${CYCLE}, ${LIMITED}
    FROM (${GROUPS}) AS a JOIN subscriptions s ON ${ofBusiness('s.business_id', 'a')} AND ${IS_OPEN}
  ),
  asked AS MATERIALIZED (
    SELECT a.*, ${DAY}, NULLIF(a.limited, -1) AS "limit", ${LIVE_CREDITS('a')} AS credits
    FROM live a WHERE a.limited = -1 OR a.amount <= a.limited
  )`,
);

/**
 * Adds the amount to each counter whose plan still covers all of it. Check and write are one step: the conflict locks the counter's
 * row, and the condition is evaluated on the values that the row then has. `excluded.highest_limit` is the present limit. The first
 * spend of a counter has no row and no condition; for it `asked` has compared the amount with the limit. Rows are locked in the
 * order of their keys, so servers that need the same rows wait in a queue and never deadlock. If other work locks a row for longer
 * than `LOCK_WAIT_MS`, the statement fails and nothing is done.
 */
const SPENT = `
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
  )`;

/**
 * The same step for a distributed database, where a statement that writes one business can only update rows: it makes no counter,
 * no day and no alert. A spend that needs such a row goes to the slow path. While `used` equals `day_base`, the row of the day may
 * be missing, because a counter can be created for a spend that was then refused.
 */
const spentDistributed = (mode: EventsMode): string => `
  spent AS (
    UPDATE usage_counters c SET
      used = c.used + a.amount,
      highest_limit = CASE WHEN c.highest_limit IS NULL OR a."limit" IS NULL THEN NULL ELSE GREATEST(c.highest_limit, a."limit") END
    FROM (SELECT * FROM asked ORDER BY business_id, subscription_id, cycle_index, feature_key) AS a
    WHERE ${ofBusiness('c.business_id', 'a')} AND c.subscription_id = a.subscription_id AND c.cycle_index = a.cycle_index
      AND c.feature_key = a.feature_key AND c.day >= a.day AND c.used <> c.day_base
      AND c.used - c.burnt + a.amount <= COALESCE(a."limit", ${MAX_UNITS}) AND c.used + a.amount <= ${MAX_UNITS}
      ${mode === 'off' ? '' : `AND (a."limit" IS NULL OR NOT ${CROSSES('a."limit"', 'c.used - c.burnt', 'a.amount')})`}
    RETURNING c.business_id, c.subscription_id, c.cycle_index, c.feature_key, c.used, c.burnt, c.day, c.day_base
  )`;

/**
 * The requests with what was spent, which is null if nothing was. Here and below both sides use a FULL JOIN, because a planner that
 * expects one row would otherwise compare every row with every other.
 */
const DECIDED = `
  decided AS MATERIALIZED (
    SELECT a.*, s.used, s.burnt, s.day AS reached_day, s.day_base
    FROM asked a FULL JOIN spent s ON s.business_id = a.business_id AND s.feature_key = a.feature_key
  )`;

/** Adds a row of the history for each new day. The day is new exactly if `day_base` equals the units used before. */
const DAYS = `
  days AS (
    INSERT INTO usage_days (business_id, subscription_id, cycle_index, feature_key, day, base)
    SELECT business_id, subscription_id, cycle_index, feature_key, reached_day, day_base
    FROM decided WHERE used - amount = day_base
    ON CONFLICT DO NOTHING
  )`;

/** The spends with a key, with the value of the counter right after each. */
const GRANTED = `
  granted AS MATERIALIZED (
    SELECT d.*, k.key, k.id, k.fingerprint, k.amount AS units, d.used - d.amount + k.before + k.upto AS reached
    FROM (
      SELECT k.*, r.upto - r.amount AS before FROM keyed k FULL JOIN requests r ON r.place = k.place
    ) AS k
    FULL JOIN decided d ON d.business_id = k.business_id AND d.feature_key = k.feature_key
  )`;

/** Writes the records of the spends with a key, in the order of their keys, so that two servers never deadlock. */
const KEPT = `
  kept AS (
    INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, subscription_id,
      cycle_index, feature_key, amount, used, "limit", credits, remaining, cycle_starts_at, cycle_ends_at, day)
    SELECT business_id, $account, key, id, fingerprint, $recordedAt, subscription_id, cycle_index, feature_key,
           units, reached, "limit", credits,
           CASE WHEN "limit" IS NOT NULL THEN LEAST("limit" - (reached - burnt) + credits, ${MAX_UNITS}) END,
           cycle_starts_at, cycle_ends_at, reached_day
    FROM granted WHERE reached IS NOT NULL AND key IS NOT NULL
    ORDER BY 1, 3
  )`;

/** Returns one row for each group that was not blocked. */
const ANSWER = `
  SELECT r.place, d.used, d.amount AS spent, d.burnt, d."limit", d.credits, d.cycle_index AS "cycleIndex",
         d.cycle_starts_at AS "startsAt", d.cycle_ends_at AS "endsAt"${inForms('', FIRST_USE)}
  FROM requests r FULL JOIN decided d ON d.business_id = r.business_id AND d.feature_key = r.feature_key`;

/** Returns the blocked groups, which spent nothing. */
const ANSWER_BLOCKED = `UNION ALL SELECT place, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM blocked`;

/** The counters that grew, with the units that the plan had paid for before and has paid for now. */
const GROWN = `
  SELECT d.business_id, d.subscription_id, d.cycle_index, d.feature_key, d."limit", d.cycle_starts_at, d.cycle_ends_at,
         d.now, d.used - d.burnt - d.amount AS before, d.used - d.burnt AS after
  FROM decided d WHERE d.used IS NOT NULL AND d."limit" IS NOT NULL`;

/** Writes the alerts of the spends with their events: see `ALERTS`. Almost no batch has any. */
const alerting = (mode: EventsMode): string =>
  mode === 'off' ? '' : `,${ALERTS(GROWN, mode)}, told AS (${TELL_ALERTS})`;

const spend = (name: string, mode: EventsMode): Statement<GroupRow, Groups> =>
  statement<GroupRow, Groups>(
    name,
    `WITH ${GROUPS_WITH_LAST_USE},
   requests ${ADMITTED},
   ${inForms(`${NOTED},`, '')}
   ${ASKED},
   ${inForms(SPENT, spentDistributed(mode))},
   ${DECIDED}${inForms(`,\n   ${DAYS}${alerting(mode)}`, '')}
   ${ANSWER}`,
  );

/**
 * Spends many groups at once, for many businesses. The plan grants all of the sum for one business and feature, or nothing of it.
 * The same statement verifies unverified keys. There is one statement for each setting of `EVENTS`.
 */
export const SPEND: Record<EventsMode, Statement<GroupRow, Groups>> = {
  off: spend('usage_spend', 'off'),
  listened: spend('usage_spend_listened', 'listened'),
  all: spend('usage_spend_alerting', 'all'),
};

const spendKeyed = (name: string, mode: EventsMode): Statement<GroupRow, Groups & KeyedSpends> =>
  statement<GroupRow, Groups & KeyedSpends>(
    name,
    `WITH ${GROUPS_WITH_LAST_USE},
   admitted ${ADMITTED},
   ${NOTED},
   ${KEYED},
   ${BLOCKED},
   requests ${NOT_BLOCKED},
   ${ASKED},
   ${SPENT},
   ${DECIDED},
   ${DAYS},
   ${GRANTED},
   ${KEPT}${alerting(mode)}
   ${ANSWER}
   ${ANSWER_BLOCKED}`,
  );

/** Spends groups of which some spends have a key, and stores a record for each of these spends. */
export const SPEND_KEYED: Record<EventsMode, Statement<GroupRow, Groups & KeyedSpends>> = {
  off: spendKeyed('usage_spend_keyed', 'off'),
  listened: spendKeyed('usage_spend_keyed_listened', 'listened'),
  all: spendKeyed('usage_spend_keyed_alerting', 'all'),
};
