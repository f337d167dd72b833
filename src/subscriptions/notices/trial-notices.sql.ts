import { statement, type Statement } from '../../database/sql.js';
import { inForms, lastStep } from '../../database/sql-text.js';
import { type EventsMode, IS_LISTENED } from '../../events/index.js';
import { SUBSCRIPTION_STATE } from '../subscription/subscription-event.sql.js';

const TYPE = `'subscription.trial_ending'`;

/**
 * SQL that announces the end of each trial in `ending`, once. `ending` is a select of subscriptions with the time of the notice,
 * `at`. The key of the table prevents a second notice, also by another server. A trial that is extended is announced again before
 * its new end. A subscription that somebody changes at this moment is left for the next run.
 */
const announce = (ending: string): string => `
  WITH ending AS MATERIALIZED (${ending}),
  noted AS (
    INSERT INTO trial_notices (business_id, subscription_id, ends_at)
    SELECT e.business_id, e.id, e.cycle_ends_at FROM ending e
    ORDER BY 1, 2 ON CONFLICT DO NOTHING
    RETURNING business_id, subscription_id
  )
  ${lastStep(`INSERT INTO event_outbox (business_id, type, at, data)
  SELECT e.business_id, ${TYPE}, e.at, json_build_object('subscription', ${SUBSCRIPTION_STATE('e', 'p', 'pending')})
  FROM noted n
  JOIN ending e ON e.business_id = n.business_id AND e.id = n.subscription_id
  JOIN plans p ON p.code = e.plan_code
  LEFT JOIN plans pending ON pending.code = e.pending_plan_code`)}`;

/**
 * The condition for trials without a notice; with `listened`, only of those to whose notice somebody listens. Other trials would
 * never get a notice, and would fill each chunk.
 */
const UNANNOUNCED = (mode: 'all' | 'listened'): string => `s.ended_at IS NULL AND s.turn = -1 AND NOT EXISTS (
  SELECT 1 FROM trial_notices n
  WHERE n.business_id = s.business_id AND n.subscription_id = s.id AND n.ends_at = s.cycle_ends_at)
  ${mode === 'all' ? '' : `AND ${IS_LISTENED('s.business_id', TYPE)}`}`;

type AnnounceTrials = Statement<void, { now: Date; until: Date; limit: number }>;
/** Announces trials that run at `$now` and end by `$until`. Businesses on test clocks live at another time. */
const announceAll = (name: string, mode: 'all' | 'listened'): AnnounceTrials =>
  statement<void, { now: Date; until: Date; limit: number }>(
    name,
    announce(
      `SELECT s.*, $now::timestamptz AS at FROM subscriptions s
       WHERE s.due_at > $now AND s.due_at <= $until AND s.test_clock_id IS NULL AND s.cycle_ends_at > $now AND ${UNANNOUNCED(mode)}
       ORDER BY s.due_at, s.business_id, s.id LIMIT $limit ${inForms('FOR NO KEY UPDATE OF s SKIP LOCKED', '')}`,
    ),
  );
type AnnounceTrialsOnClock = Statement<void, { clockId: string; to: Date; until: Date }>;
/**
 * Announces trials on a test clock that end by `$until`, while the clock moves on to `$to`. The events have the time at which the
 * loop would have announced the trials.
 */
const announceOnClock = (name: string, mode: 'all' | 'listened'): AnnounceTrialsOnClock =>
  statement<void, { clockId: string; to: Date; until: Date }>(
    name,
    announce(
      `SELECT s.*, LEAST($to::timestamptz, GREATEST(s.cycle_starts_at,
                ((s.cycle_ends_at AT TIME ZONE 'UTC') - interval '3 days') AT TIME ZONE 'UTC')) AS at
       FROM subscriptions s WHERE s.test_clock_id = $clockId AND s.due_at <= $until AND ${UNANNOUNCED(mode)}
       ORDER BY s.due_at, s.business_id, s.id ${inForms('FOR NO KEY UPDATE OF s', '')}`,
    ),
  );

/** The statement for each setting of `EVENTS`. */
export const ANNOUNCE_TRIALS: Record<EventsMode, AnnounceTrials | null> = {
  off: null,
  listened: announceAll('trial_notices_tell_listened', 'listened'),
  all: announceAll('trial_notices_tell', 'all'),
};
export const ANNOUNCE_TRIALS_ON_CLOCK: Record<EventsMode, AnnounceTrialsOnClock | null> = {
  off: null,
  listened: announceOnClock('trial_notices_tell_on_clock_listened', 'listened'),
  all: announceOnClock('trial_notices_tell_on_clock', 'all'),
};

/**
 * Deletes some notices of trials that ended before `$before`. The notice of a trial that still runs stays: that trial may be on a
 * test clock.
 */
export const PURGE_NOTICES = statement<void, { before: Date; limit: number }>(
  'retention_trial_notices',
  `DELETE FROM trial_notices WHERE (business_id, subscription_id, ends_at) IN (
     SELECT n.business_id, n.subscription_id, n.ends_at FROM trial_notices n
     WHERE n.ends_at < $before AND NOT EXISTS (
       SELECT 1 FROM subscriptions s WHERE s.business_id = n.business_id AND s.id = n.subscription_id
         AND s.ended_at IS NULL AND s.turn = -1 AND s.cycle_ends_at = n.ends_at)
     LIMIT $limit)`,
);
