import { ADVISORY_LOCKS } from '../../database/advisory-locks.js';
import type { Progress, KeyRange } from './renewals.rows.js';
import { inForms, type Statement, statement } from '../../database/sql.js';
import type { EventsMode } from '../../events/index.js';
import { keepSeats, NEXT_ATTEMPT, renew, type RenewalStatement } from './renew.sql.js';
import type { RenewalsView, SetAsideView } from './renewals.view.js';

/**
 * Takes the lock of a worker, so that one run at a time works as this worker, on any server. The lock only saves work; the
 * versions keep it correct.
 */
export const TRY_LOCK_WORKER = statement<{ got: boolean }, { worker: number }>(
  'renewal_try_lock_worker',
  `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.renewalWorkers}, $worker) AS got`,
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
  'renewal_lock_cycles_shared',
  `SELECT pg_advisory_xact_lock_shared(${ADVISORY_LOCKS.cycles})`,
);
export const LOCK_CYCLES = statement<void>(
  'renewal_lock_cycles',
  `SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.cycles})`,
);

/**
 * Settings for the transaction of a chunk. The due rows must be read in the order of their index and no further than the chunk.
 * To the planner, sorting looks cheaper, but it reads everything that is due for every chunk. The time limit frees the rows and
 * the lock of a server that stops between two statements, such as a suspended host.
 */
export const SET_CHUNK = statement<void>(
  'renewal_set_chunk',
  `SELECT set_config('enable_sort', 'off', true), set_config('idle_in_transaction_session_timeout', '5000', true)`,
);

/** A subscription that is due, to be renewed by itself. */
export interface DueRow {
  businessId: string;
  id: string;
  version: number;
}

/**
 * Splits the `$limit` oldest due subscriptions at `$now` into ranges of `$size` businesses that are neighbours by key. The
 * rows of such a range are on few pages of each index; the rows of a period of time would be on as many pages as there are
 * rows. There is no range when nothing is due. When these are all due rows, the ranges reach until `$now`, so that a
 * subscription that is late by several cycles stays in one range.
 */
export const RANGES = statement<KeyRange, { now: Date; limit: number; size: number }>(
  'renewal_ranges',
  `WITH oldest AS MATERIALIZED (
     SELECT due_at, business_id FROM subscriptions WHERE due_at <= $now AND test_clock_id IS NULL
     ORDER BY due_at, business_id, id LIMIT $limit
   ),
   placed AS (SELECT business_id, row_number() OVER (ORDER BY business_id) AS place FROM oldest),
   ends AS (
     SELECT business_id FROM placed WHERE place % $size = 0 AND place < (SELECT count(*) FROM oldest)
     UNION SELECT 'ffffffff-ffff-ffff-ffff-ffffffffffff' WHERE EXISTS (SELECT 1 FROM oldest)
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
const renewAll = (name: string, mode: EventsMode, invoices: boolean): Statement<Progress, RangeParams> =>
  statement<Progress, RangeParams>(
    name,
    renew(
      `SELECT * FROM subscriptions WHERE ${IN_RANGE} ORDER BY due_at, business_id, id LIMIT $limit`,
      mode,
      invoices,
    ),
  );
export const RENEW_ALL: RenewalStatement<RangeParams> = {
  off: renewAll('renewal_advance_all', 'off', false),
  listened: renewAll('renewal_advance_all_listened', 'listened', false),
  all: renewAll('renewal_advance_all_recorded', 'all', false),
  invoicing: {
    off: renewAll('renewal_advance_all_invoicing', 'off', true),
    listened: renewAll('renewal_advance_all_invoicing_listened', 'listened', true),
    all: renewAll('renewal_advance_all_invoicing_recorded', 'all', true),
  },
  keepSeats: statement<void, KeyRange & { now: Date }>('renewal_keep_seats_all', keepSeats(IN_RANGE)),
};
/** The rows are written in the order of their due time, as an advance promises. */
const renewClock = (name: string, mode: EventsMode, invoices: boolean): Statement<Progress, ClockParams> =>
  statement<Progress, ClockParams>(
    name,
    renew(
      `SELECT * FROM subscriptions WHERE due_at <= $now AND test_clock_id = $clockId
     ORDER BY due_at, business_id, id LIMIT $limit`,
      mode,
      invoices,
      'due.due_at, due.business_id, due.id',
    ),
  );
export const RENEW_CLOCK: RenewalStatement<ClockParams> = {
  off: renewClock('renewal_advance_clock', 'off', false),
  listened: renewClock('renewal_advance_clock_listened', 'listened', false),
  all: renewClock('renewal_advance_clock_recorded', 'all', false),
  invoicing: {
    off: renewClock('renewal_advance_clock_invoicing', 'off', true),
    listened: renewClock('renewal_advance_clock_invoicing_listened', 'listened', true),
    all: renewClock('renewal_advance_clock_invoicing_recorded', 'all', true),
  },
  keepSeats: statement<void, { now: Date; clockId: string }>(
    'renewal_keep_seats_clock',
    keepSeats('due_at <= $now AND test_clock_id = $clockId'),
  ),
};
/** The requests of the business do not wait for the next attempt. */
const BUSINESS_DUE = 'business_id = $businessId AND ended_at IS NULL AND cycle_ends_at <= $now';
const ofBusiness = (of: string): string => inForms(`${of}.business_id`, '$businessId');
const renewBusiness = (
  name: string,
  mode: EventsMode,
  invoices: boolean,
): Statement<Progress, BusinessParams> =>
  statement<Progress, BusinessParams>(
    name,
    renew(`SELECT * FROM subscriptions WHERE ${BUSINESS_DUE}`, mode, invoices, undefined, ofBusiness),
  );
export const RENEW_BUSINESS: RenewalStatement<BusinessParams> = {
  off: renewBusiness('renewal_advance_business', 'off', false),
  listened: renewBusiness('renewal_advance_business_listened', 'listened', false),
  all: renewBusiness('renewal_advance_business_recorded', 'all', false),
  invoicing: {
    off: renewBusiness('renewal_advance_business_invoicing', 'off', true),
    listened: renewBusiness('renewal_advance_business_invoicing_listened', 'listened', true),
    all: renewBusiness('renewal_advance_business_invoicing_recorded', 'all', true),
  },
  keepSeats: statement<void, BusinessParams>(
    'renewal_keep_seats_business',
    keepSeats(BUSINESS_DUE, ofBusiness),
  ),
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
  'renewal_renewed_on_clock',
  `SELECT count(*) FILTER (WHERE t.event = 'renew') AS renewed, count(*) FILTER (WHERE t.event = 'switch') AS switched,
          e.ended
   FROM (
     SELECT count(*) AS ended FROM businesses b JOIN subscriptions s ON s.business_id = b.id
     WHERE b.test_clock_id = $clockId AND s.end_reason IN ('canceled', 'expired', 'unpaid')
   ) AS e LEFT JOIN (
     SELECT CASE WHEN lag(c.cut_short) OVER w THEN NULL
                 WHEN v.plan_code <> lag(v.plan_code) OVER w THEN 'switch'
                 ELSE lag(CASE WHEN c.turn = -1 THEN v.after_trial ELSE v.after_cycle END) OVER w END AS event
     FROM businesses b
     JOIN cycles c ON c.business_id = b.id
     JOIN plan_versions v ON v.id = c.plan_version_id
     WHERE b.test_clock_id = $clockId
     WINDOW w AS (PARTITION BY c.business_id, c.subscription_id ORDER BY c.index)
   ) AS t ON true
   GROUP BY e.ended`,
);

export const NOTE_RUN = statement<void, { now: Date }>(
  'renewal_note_run',
  `INSERT INTO renewal_runs (single, last_run_at) VALUES (true, $now)
   ON CONFLICT (single) DO UPDATE SET last_run_at = excluded.last_run_at`,
);
export const LOOP_STATE = statement<Omit<RenewalsView, 'setAside'>, { now: Date }>(
  'renewal_loop_state',
  `SELECT r.last_run_at AS "lastRunAt", s.due,
          COALESCE(GREATEST(0, extract(epoch FROM $now::timestamptz - s.oldest)), 0)::float8 AS "lagSeconds"
   FROM (SELECT count(*) AS due, min(due_at) AS oldest FROM subscriptions WHERE due_at <= $now AND test_clock_id IS NULL) AS s
   LEFT JOIN renewal_runs r ON true`,
);
export const COUNT_SET_ASIDE = statement<{ n: number }>(
  'renewal_count_set_aside',
  'SELECT count(*) AS n FROM subscriptions WHERE due_at IS NOT NULL AND attempts > 0',
);
export const LIST_SET_ASIDE = statement<SetAsideView>(
  'renewal_list_set_aside',
  `SELECT s.business_id AS "businessId", b.name AS "businessName", s.id AS "subscriptionId", s.last_error AS error, s.attempts,
          s.due_at AS "nextAttemptAt"
   FROM subscriptions s JOIN businesses b ON b.id = s.business_id
   WHERE s.due_at IS NOT NULL AND s.attempts > 0 ORDER BY s.due_at LIMIT 100`,
);
