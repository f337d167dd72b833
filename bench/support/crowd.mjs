import pg from 'pg';
import { built } from '../../scripts/built.mjs';

export const DAY = 86_400_000;
/** A tenth of the subscriptions is due on each day, so that every round has its own rows. */
export const GROUPS = 10;
export const FIRST_DUE = Date.UTC(2031, 0, 10);
/** @type {any} Replaces the guard that compares clocks, because the bench lives years ahead. */
const TRUSTED = { refuseWhenWrong: () => undefined };

/** An id of version 7, as the service makes them. Each id has a millisecond of its own. */
const idOf = (k) =>
  `(lpad(to_hex(1700000000000 + ${k}), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`;

/** @typedef {{ bareCopy?: boolean, firstDue?: number, database?: any, events?: 'off' | 'all', groups?: number }} Crowd */

/**
 * Writes `n` businesses, each with a subscription in its first month, in the database and beside its present rows. The first of
 * `groups` parts is due on the day that begins at `firstDue`. Ids grow from business to business, and the part of each day is
 * spread over all of them. With `invoiced`, the second and the third of each four days are invoiced. `bareCopy` adds the table
 * `bare` with the rows of `subscriptions`.
 *
 * @param {Crowd & { invoiced?: boolean }} [options] `database` instead of a new one
 */
export async function populate(stage, n, options = {}) {
  const { bareCopy = false, firstDue = FIRST_DUE, database: given, events = 'off' } = options;
  const { groups = GROUPS, invoiced = false } = options;
  const database = given ?? (await stage.database());
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    INSERT INTO plans (id, code, name, description, currency, interval_unit, interval_count, every, visibility, self_service, is_default, created_at)
    VALUES (gen_random_uuid(), 'monthly', 'Monthly', '', 'USD', 'month', 1, interval '1 month', 'public', true, false, now())`);
  await client.query(`
    INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_trial, created_at)
    VALUES (gen_random_uuid(), 'monthly', 1, true, 990, 0, 'renew', 'renew', now())`);
  await client.query(
    `CREATE TEMP TABLE crowd AS
     SELECT ${idOf('k')} AS business_id, ${idOf('k')} AS id, ends_at, $3 AND (k % $4 + 1) % 4 >= 2 AS collects,
            ((ends_at AT TIME ZONE 'UTC') - interval '1 month') AT TIME ZONE 'UTC' AS starts_at
     FROM (SELECT k, $2::timestamptz + make_interval(days => k % $4, secs => k % 80000) AS ends_at FROM generate_series(1, $1) AS k) AS g`,
    [n, new Date(firstDue), invoiced, groups],
  );
  await client.query(
    `INSERT INTO businesses (id, name, metadata, created_at) SELECT business_id, 'B', '{}', starts_at FROM crowd`,
  );
  await client.query(`
    INSERT INTO subscriptions (business_id, id, version, status, plan_code, plan_version_id, cycle_index, cycle_starts_at,
      cycle_ends_at, anchor, every, turn, cancel_at_cycle_end, due_at, attempts, created_at, collects)
    SELECT business_id, crowd.id, 1, 'active', 'monthly', v.id, 0, starts_at, ends_at, starts_at, interval '1 month', 0, false,
           ends_at, 0, starts_at, collects FROM crowd, plan_versions v WHERE v.plan_code = 'monthly'`);
  await client.query(`
    INSERT INTO cycles (business_id, subscription_id, index, starts_at, ends_at, anchor, every, turn, trial, cut_short, plan_version_id)
    SELECT business_id, id, 0, cycle_starts_at, cycle_ends_at, anchor, every, 0, false, false, plan_version_id
    FROM subscriptions WHERE plan_code = 'monthly'`);
  if (bareCopy) {
    await client.query('CREATE TABLE bare (LIKE subscriptions INCLUDING ALL)');
    await client.query('INSERT INTO bare SELECT * FROM subscriptions');
  }
  await client.query('VACUUM ANALYZE');
  // A cluster passes VACUUM on to its nodes only if the tables are named.
  await client.query('VACUUM ANALYZE businesses, subscriptions, cycles');
  await client.query('CHECKPOINT');
  const { Database } = await built('src/database/database.js');
  // The types come from the sources, so that the compiler reports a changed constructor.
  /** @type {typeof import('../../src/subscriptions/cycles/cycle-opening.service.js')} */
  const { CycleOpeningService } = await built('src/subscriptions/cycles/cycle-opening.service.js');
  /** @type {typeof import('../../src/subscriptions/renewals/postponed-lapses.service.js')} */
  const { PostponedLapsesService } = await built('src/subscriptions/renewals/postponed-lapses.service.js');
  /** @type {typeof import('../../src/subscriptions/renewals/renewal-chunks.service.js')} */
  const { RenewalChunksService } = await built('src/subscriptions/renewals/renewal-chunks.service.js');
  /** @type {typeof import('../../src/subscriptions/renewals/renewal-runs.service.js')} */
  const { RenewalRunsService } = await built('src/subscriptions/renewals/renewal-runs.service.js');
  const dataSource = await new Database(database.url, database.distributed === true).initialize();
  /** @param {'none' | 'manual'} payments */
  const renewing = (payments) => {
    /** @type {any} */
    const eventsOf = { modeFor: () => Promise.resolve(events) };
    /** @type {any} */
    const config = { payments };
    const lapses = new PostponedLapsesService(eventsOf, config);
    const cycles = new CycleOpeningService(dataSource, TRUSTED, eventsOf, lapses, config);
    const chunks = new RenewalChunksService(dataSource, cycles);
    const runs = new RenewalRunsService(dataSource, chunks, TRUSTED, lapses);
    return async (/** @type {Date} */ now) => {
      const counts = await runs.run(now);
      if (counts === null) throw new Error('Somebody else renews.');
      return counts.renewed;
    };
  };
  let day = 0;
  return {
    client,
    /** Renews what is due, as with `PAYMENTS=none`. Returns the number of renewals. */
    renew: renewing('none'),
    /** Renews what is due and writes its invoices, as with `PAYMENTS=manual`. */
    renewAndInvoice: renewing('manual'),
    /** The end of the next day on which a part is due. */
    nextDay: () => new Date(firstDue + (day += 1) * DAY - 1),
    async timed(work) {
      const begun = performance.now();
      const rows = await work();
      return { rows, rate: rows / ((performance.now() - begun) / 1000) };
    },
    async end() {
      await dataSource.destroy();
      await client.end();
      await database.drop();
    },
  };
}
