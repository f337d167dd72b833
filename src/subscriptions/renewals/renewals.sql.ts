import type { Progress, KeyRange } from './renewals.rows.js';
import { type Statement, statement } from '../../database/sql.js';
import type { EventsMode } from '../../events/index.js';
import { recording } from './renewal-events.sql.js';
import type { RenewalsView, SetAsideView } from './renewals.view.js';
import { boundary } from '../cycles/boundary.sql.js';
import { nextCycle } from '../cycles/next-cycle.sql.js';

/**
 * Takes the lock of a worker, so that one run at a time works as this worker, on any server. The lock only saves work; the
 * versions keep it correct.
 */
export const TRY_LOCK_WORKER = statement<{ got: boolean }, { worker: number }>(
  'renewal_try_sweep',
  'SELECT pg_try_advisory_xact_lock(7305004, $worker) AS got',
);
/** Whether another session of this role works in this database, or did in the last `$listenMs` milliseconds. */
export const OTHERS = statement<{ busy: boolean }, { listenMs: number }>(
  'renewal_others',
  `SELECT EXISTS (
     SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
       AND (state = 'active' OR state_change > clock_timestamp() - $listenMs * interval '1 millisecond')
   ) AS busy`,
);
/**
 * Everything that opens a cycle shares this lock. An edit of a plan holds it alone and reads its time under it. Otherwise a cycle
 * could begin after the edit and miss it.
 */
export const LOCK_CYCLES_SHARED = statement<void>(
  'renewal_share_cycles',
  'SELECT pg_advisory_xact_lock_shared(7305005)',
);
export const LOCK_CYCLES = statement<void>('renewal_hold_cycles', 'SELECT pg_advisory_xact_lock(7305005)');

/**
 * Settings for the transaction of a chunk. The due rows must be read in the order of their index and no further than the chunk.
 * To the planner, sorting looks cheaper, but it reads everything that is due for every chunk. The time limit frees the rows and
 * the lock of a server that stops between two statements, such as a suspended host.
 */
export const SET_CHUNK = statement<void>(
  'renewal_set_chunk',
  `SELECT set_config('enable_sort', 'off', true), set_config('idle_in_transaction_session_timeout', '5000', true)`,
);

/** Minutes until a subscription that could not be renewed is tried again: 1, 2, 4 … 64. */
const NEXT_ATTEMPT = boundary(
  '$now::timestamptz',
  '(2 ^ LEAST(s.attempts, 6))::integer',
  "interval '1 minute'",
);

/**
 * Renews each due subscription once: closes the cycle that is over and opens the next one, or ends the subscription. `$now` is now.
 *
 * The UPDATE compares the version that `due` read. The due date would not be enough: a subscription that is late by two cycles is
 * still due after another server has renewed it, and everything that was read before is then stale. A step that would begin after
 * now, or not where the cycle before ends, is set aside and not written. A cycle that ends under a newer version than its own was
 * under way when an edit was applied to running cycles. The same statement puts it under that version.
 *
 * `order` is the order in which the rows are written. In the order of their key, neighbours in the indexes follow each other,
 * which saves a tenth of the work. Other statements that lock many rows use the same order.
 */
const renew = (
  due: string,
  { before, told, recorded }: ReturnType<typeof recording>,
  order = 'due.business_id, due.id',
): string => `
  WITH due AS MATERIALIZED (${due}),
  next AS (
    SELECT due.business_id, due.id, due.version, due.cycle_index, due.cycle_ends_at, due.plan_version_id,${before} n.*
    FROM due ${nextCycle('due')}
    ORDER BY ${order}
  ),
  advanced AS (
    UPDATE subscriptions s SET
      version = s.version + 1,
      status = CASE next.event WHEN 'end' THEN 'ended' ELSE 'active' END,
      plan_code = CASE next.event WHEN 'end' THEN s.plan_code ELSE next.plan_code END,
      plan_version_id = CASE next.event WHEN 'end' THEN next.closes_under ELSE next.version_id END,
      cycle_index = CASE next.event WHEN 'end' THEN s.cycle_index ELSE s.cycle_index + 1 END,
      cycle_starts_at = CASE next.event WHEN 'end' THEN s.cycle_starts_at ELSE next.starts_at END,
      cycle_ends_at = CASE next.event WHEN 'end' THEN s.cycle_ends_at ELSE next.ends_at END,
      anchor = CASE next.event WHEN 'end' THEN s.anchor ELSE next.anchor END,
      every = CASE next.event WHEN 'end' THEN s.every ELSE next.every END,
      turn = CASE next.event WHEN 'end' THEN s.turn ELSE next.turn END,
      pending_plan_code = NULL,
      due_at = CASE next.event WHEN 'end' THEN NULL ELSE next.ends_at END,
      attempts = 0,
      last_error = NULL,
      ended_at = CASE next.event WHEN 'end' THEN s.cycle_ends_at END,
      end_reason = CASE next.event WHEN 'end' THEN next.end_reason END
    FROM next
    WHERE s.business_id = next.business_id AND s.id = next.id AND s.version = next.version
      AND next.fits AND next.cycle_ends_at <= $now
    RETURNING s.business_id, s.id, s.cycle_index, s.cycle_starts_at, s.cycle_ends_at, s.anchor, s.every, s.turn,
              s.plan_version_id, next.event, next.cycle_index AS closed_index, next.closes_under,
              next.closes_under <> next.plan_version_id AS edited${told}
  ),
  edited AS (
    UPDATE cycles c SET plan_version_id = t.closes_under FROM advanced t
    WHERE t.edited AND c.business_id = t.business_id AND c.subscription_id = t.id AND c.index = t.closed_index
  ),
  aside AS (
    UPDATE subscriptions s SET
      version = s.version + 1,
      attempts = s.attempts + 1,
      last_error = CASE WHEN next.fits THEN 'The next cycle would start after now.'
                        WHEN next.version_id IS NULL THEN 'The plan of the next cycle has no newest version.'
                        ELSE 'The next cycle would not start where the last one ends.' END,
      due_at = ${NEXT_ATTEMPT}
    FROM next
    WHERE s.business_id = next.business_id AND s.id = next.id AND s.version = next.version
      AND NOT (next.fits AND next.cycle_ends_at <= $now)
    RETURNING 1
  ),
  opened AS (
    INSERT INTO cycles (business_id, subscription_id, index, starts_at, ends_at, anchor, every, turn, trial, cut_short,
                        plan_version_id)
    SELECT business_id, id, cycle_index, cycle_starts_at, cycle_ends_at, anchor, every, turn, false, false, plan_version_id
    FROM advanced WHERE event <> 'end'
  )${recorded}
  SELECT (SELECT count(*) FROM due) AS due,
         (SELECT count(*) FROM due) - (SELECT count(*) FROM aside)
           - count(*) FILTER (WHERE event = 'end' OR cycle_ends_at > $now) AS left,
         count(*) FILTER (WHERE event = 'renew') AS renewed,
         count(*) FILTER (WHERE event = 'switch') AS switched,
         count(*) FILTER (WHERE event = 'end') AS ended,
         (SELECT count(*) FROM aside) AS "setAside"
  FROM advanced`;

/** A statement that renews, for each setting of `EVENTS`. */
export type RenewalStatement<Params> = Record<EventsMode, Statement<Progress, Params>>;

/** A subscription that is due, to be renewed by itself. */
export interface DueRow {
  businessId: string;
  id: string;
  version: number;
}

/**
 * Splits the `$limit` oldest due subscriptions at `$now` into ranges of `$size` businesses that are neighbours by key. The rows of such a range
 * are on few pages of each index; the rows of a period of time would be on as many pages as there are rows. There is no range
 * when nothing is due. When these are all due rows, the ranges reach until `$now`, so that a subscription that is late by several
 * cycles stays in one range.
 */
export const RANGES = statement<KeyRange, { now: Date; limit: number; size: number }>(
  'renewal_shares',
  `WITH oldest AS MATERIALIZED (
     SELECT due_at, business_id FROM subscriptions WHERE due_at <= $now AND test_clock_id IS NULL
     ORDER BY due_at, business_id, id LIMIT $limit
   ),
   placed AS (SELECT business_id, row_number() OVER (ORDER BY business_id) AS place FROM oldest),
   ends AS (
     SELECT business_id FROM placed WHERE place % $size = 0 AND place < (SELECT count(*) FROM oldest)
     UNION SELECT 'ffffffff-ffff-ffff-ffff-ffffffffffff' WHERE EXISTS (SELECT FROM oldest)
   )
   SELECT (SELECT CASE WHEN count(*) < $limit THEN $now ELSE max(due_at) END FROM oldest)::text AS until, business_id AS "upTo",
          lag(business_id, 1, '00000000-0000-0000-0000-000000000000') OVER (ORDER BY business_id) AS after
   FROM ends ORDER BY business_id`,
);

interface RangeParams extends KeyRange {
  now: Date;
  limit: number;
}

interface ClockParams {
  now: Date;
  limit: number;
  clockId: string;
}

interface BusinessParams {
  now: Date;
  businessId: string;
}

/** What is due in a key range. Businesses on test clocks have another time and are skipped. */
const IN_RANGE =
  'due_at <= $now AND due_at <= $until AND business_id > $after AND business_id <= $upTo AND test_clock_id IS NULL';
const renewAll = (name: string, mode: EventsMode): Statement<Progress, RangeParams> =>
  statement<Progress, RangeParams>(
    name,
    renew(
      `SELECT * FROM subscriptions WHERE ${IN_RANGE} ORDER BY due_at, business_id, id LIMIT $limit`,
      recording(mode),
    ),
  );
export const RENEW_ALL: RenewalStatement<RangeParams> = {
  off: renewAll('renewal_turn_all', 'off'),
  listened: renewAll('renewal_turn_all_listened', 'listened'),
  all: renewAll('renewal_turn_all_recorded', 'all'),
};
/** The rows are written in the order of their due time, as an advance promises. */
const renewClock = (name: string, mode: EventsMode): Statement<Progress, ClockParams> =>
  statement<Progress, ClockParams>(
    name,
    renew(
      `SELECT * FROM subscriptions WHERE due_at <= $now AND test_clock_id = $clockId
     ORDER BY due_at, business_id, id LIMIT $limit`,
      recording(mode),
      'due.due_at, due.business_id, due.id',
    ),
  );
export const RENEW_CLOCK: RenewalStatement<ClockParams> = {
  off: renewClock('renewal_turn_clock', 'off'),
  listened: renewClock('renewal_turn_clock_listened', 'listened'),
  all: renewClock('renewal_turn_clock_recorded', 'all'),
};
/** The requests of the business do not wait for the next attempt. */
const renewBusiness = (name: string, mode: EventsMode): Statement<Progress, BusinessParams> =>
  statement<Progress, BusinessParams>(
    name,
    renew(
      `SELECT * FROM subscriptions WHERE business_id = $businessId AND ended_at IS NULL AND cycle_ends_at <= $now`,
      recording(mode),
    ),
  );
export const RENEW_BUSINESS: RenewalStatement<BusinessParams> = {
  off: renewBusiness('renewal_turn_business', 'off'),
  listened: renewBusiness('renewal_turn_business_listened', 'listened'),
  all: renewBusiness('renewal_turn_business_recorded', 'all'),
};

/** Answers a row when the cycle of a business is over at `$now`, and whether `$now` is the time of a test clock. */
export const IS_OVERDUE = statement<{ onTestClock: boolean }, BusinessParams>(
  'renewal_is_overdue',
  `SELECT test_clock_id IS NOT NULL AS "onTestClock" FROM subscriptions
   WHERE business_id = $businessId AND ended_at IS NULL AND cycle_ends_at <= $now`,
);

/** Lists the rows of RENEW_ALL or RENEW_CLOCK, to renew them one by one after their chunk has failed. */
export const DUE_ALL = statement<DueRow, RangeParams>(
  'renewal_due_all',
  `SELECT business_id AS "businessId", id, version FROM subscriptions WHERE ${IN_RANGE}
   ORDER BY due_at, business_id, id LIMIT $limit`,
);
export const DUE_CLOCK = statement<DueRow, ClockParams>(
  'renewal_due_clock',
  `SELECT business_id AS "businessId", id, version FROM subscriptions WHERE due_at <= $now AND test_clock_id = $clockId
   ORDER BY due_at, business_id, id LIMIT $limit`,
);
/** `$version` is the version that failed. If another server has renewed the subscription since, it is not set aside. */
export const SET_ASIDE = statement<
  void,
  { now: Date; businessId: string; id: string; error: string; version: number }
>(
  'renewal_set_aside',
  `UPDATE subscriptions s SET version = version + 1, attempts = attempts + 1, last_error = $error, due_at = ${NEXT_ATTEMPT}
   WHERE business_id = $businessId AND id = $id AND version = $version AND due_at <= $now`,
);

/** Counts the renewals that the businesses of a test clock have ever had. */
export const RENEWED_ON_CLOCK = statement<
  Pick<Progress, 'renewed' | 'switched' | 'ended'>,
  { clockId: string }
>(
  'renewal_turned_on_clock',
  `SELECT count(*) FILTER (WHERE t.event = 'renew') AS renewed, count(*) FILTER (WHERE t.event = 'switch') AS switched,
          (SELECT count(*) FROM businesses b JOIN subscriptions s ON s.business_id = b.id
           WHERE b.test_clock_id = $clockId AND s.end_reason IN ('canceled', 'expired')) AS ended
   FROM (
     SELECT CASE WHEN lag(c.cut_short) OVER w THEN NULL
                 WHEN v.plan_code <> lag(v.plan_code) OVER w THEN 'switch'
                 ELSE lag(CASE WHEN c.turn = -1 THEN v.after_trial ELSE v.after_cycle END) OVER w END AS event
     FROM businesses b
     JOIN cycles c ON c.business_id = b.id
     JOIN plan_versions v ON v.id = c.plan_version_id
     WHERE b.test_clock_id = $clockId
     WINDOW w AS (PARTITION BY c.business_id, c.subscription_id ORDER BY c.index)
   ) AS t`,
);

export const NOTE_RUN = statement<void, { now: Date }>(
  'renewal_note_run',
  `INSERT INTO renewal_runs (single, last_run_at) VALUES (true, $now)
   ON CONFLICT (single) DO UPDATE SET last_run_at = excluded.last_run_at`,
);
export const LOOP_STATE = statement<Omit<RenewalsView, 'setAside'>, { now: Date }>(
  'renewal_standing',
  `SELECT (SELECT last_run_at FROM renewal_runs) AS "lastRunAt", count(*) AS due,
          COALESCE(GREATEST(0, extract(epoch FROM $now - min(due_at))), 0)::float8 AS "lagSeconds"
   FROM subscriptions WHERE due_at <= $now AND test_clock_id IS NULL`,
);
export const COUNT_SET_ASIDE = statement<{ n: number }>(
  'renewal_count_set_aside',
  'SELECT count(*) AS n FROM subscriptions WHERE due_at IS NOT NULL AND attempts > 0',
);
export const LIST_SET_ASIDE = statement<SetAsideView>(
  'renewal_list_set_aside',
  `SELECT business_id AS "businessId", id AS "subscriptionId", last_error AS error, attempts, due_at AS "nextAttemptAt"
   FROM subscriptions WHERE due_at IS NOT NULL AND attempts > 0 ORDER BY due_at LIMIT 100`,
);
