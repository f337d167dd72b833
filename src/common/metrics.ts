import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The metrics of this process that are counted where something happens. Metrics that are read only at a request for `/metrics` are
 * in `src/metrics`. A label has few values, and the code lists them: a label is never a business, an address or a path.
 */
export const REGISTRY = new Registry();
const registers = [REGISTRY];

/** The most features that have a label of their own. Operators choose the names of features; further features count as `other`. */
const MOST_FEATURES = 100;
const features = new Set<string>();
const limitReached = new Counter({
  name: 'tenure_limit_reached_total',
  help: 'Requests refused because the limit of a plan is reached, by feature.',
  labelNames: ['feature'],
  registers,
});

export function countLimitReached(feature: string): void {
  if (features.size < MOST_FEATURES) features.add(feature);
  limitReached.inc({ feature: features.has(feature) ? feature : 'other' });
}

const rateLimited = new Counter({
  name: 'tenure_rate_limited_total',
  help: 'Requests refused by a rate limit, by the name of the limit.',
  labelNames: ['rule'],
  registers,
});

/** Counts a request that the rate limit `rule` refuses. `rule` is a name from the code, such as `guess:pair`, `key` or `mail`. */
export const countRateLimited = (rule: string): void => rateLimited.inc({ rule });

/** Why the database could not serve a request. */
const DATABASE_FAULTS = ['unreachable', 'lost', 'held_up', 'too_many_wait'] as const;
export type DatabaseFault = (typeof DATABASE_FAULTS)[number];

const databaseErrors = new Counter({
  name: 'tenure_db_errors_total',
  help: 'Requests that failed because of the database, by kind of failure.',
  labelNames: ['kind'],
  registers,
});
for (const kind of DATABASE_FAULTS) databaseErrors.inc({ kind }, 0);

export const countDatabaseError = (kind: DatabaseFault): void => databaseErrors.inc({ kind });

const renewals = new Counter({
  name: 'tenure_renewals_total',
  help: 'What renewal runs of this server did to subscriptions, by event.',
  labelNames: ['event'],
  registers,
});
for (const event of ['renewed', 'switched', 'ended', 'set_aside', 'held_up']) renewals.inc({ event }, 0);

export function countRenewals(done: {
  renewed: number;
  switched: number;
  ended: number;
  setAside: number;
}): void {
  renewals.inc({ event: 'renewed' }, done.renewed);
  renewals.inc({ event: 'switched' }, done.switched);
  renewals.inc({ event: 'ended' }, done.ended);
  renewals.inc({ event: 'set_aside' }, done.setAside);
}

/** Counts renewals that a run leaves to the next run, because a lock was not free or the statement took too long. */
export const countHeldUp = (n: number): void => renewals.inc({ event: 'held_up' }, n);

const scheduledFailures = new Counter({
  name: 'tenure_scheduled_failures_total',
  help: 'Calls of scheduled work that failed on this server, by task.',
  labelNames: ['task'],
  registers,
});

/** The counter of the failures of a scheduled task, from 0. */
export function failuresOf(task: string): { inc(): void } {
  scheduledFailures.inc({ task }, 0);
  return scheduledFailures.labels({ task });
}

const labelNames = ['batch'];
const sizes = new Histogram({
  name: 'tenure_batch_size',
  help: 'Requests that one batch answered together.',
  labelNames,
  buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
  registers,
});
const durations = new Histogram({
  name: 'tenure_batch_duration_seconds',
  help: 'Time that a batch took.',
  labelNames,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  registers,
});
const waiting = new Gauge({
  name: 'tenure_batch_waiting',
  help: 'Requests that waited for the next batch when the last batch was done.',
  labelNames,
  registers,
});

/** The metrics of the batches of one name. Several batchers may share a name. */
export function batchMetrics(batch: string) {
  const [size, duration, nowWaiting] = [
    sizes.labels({ batch }),
    durations.labels({ batch }),
    waiting.labels({ batch }),
  ];
  return {
    answered(requests: number, milliseconds: number, stillWaiting: number): void {
      size.observe(requests);
      duration.observe(milliseconds / 1_000);
      nowWaiting.set(stillWaiting);
    },
  };
}
