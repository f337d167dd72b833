import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { httpLoad } from './support/load.mjs';
import { scene, spread } from './usage.mjs';

const built = (path) => import(pathToFileURL(join(process.cwd(), 'dist', 'src', path)).href);
const MILLION = Number(process.env.BENCH_SUBSCRIPTIONS ?? 1_000_000);
const DAY = 86_400_000;
/** A tenth of all is due on each day, so that every round has rows of its own. */
const GROUPS = 10;
const FIRST_DUE = Date.UTC(2031, 0, 10);
/** In place of the guard that compares clocks: the bench lives years ahead. */
const TRUSTED = { refuseWhenWrong: () => undefined };

/** The renewal engine at a million subscriptions, against bare statements on a table of the same rows and indexes. */
export const entries = [
  {
    id: 'P5',
    title: 'renewing a tenth of a million subscriptions ÷ one bare UPDATE of the same rows',
    goal: { atLeast: 0.5 },
    begin: (stage) => besideBareUpdate(stage, 'off'),
  },
  {
    id: 'P19',
    title: 'P5 with an event for each renewal (EVENTS=all)',
    goal: { atLeast: 0.25 },
    begin: (stage) => besideBareUpdate(stage, 'all'),
  },
  {
    id: 'P6',
    title: 'renewing many at once ÷ one statement per subscription',
    goal: { atLeast: 20 },
    begin: async (stage) => {
      const crowd = await populate(stage, MILLION);
      const { RENEW_BUSINESS } = await built('subscriptions/renewals/renewals.sql.js');
      return {
        end: crowd.end,
        round: async () => {
          const now = crowd.nextDay();
          const due = await crowd.client.query(
            'SELECT business_id FROM subscriptions WHERE due_at <= $1 AND test_clock_id IS NULL LIMIT 2000',
            [now],
          );
          const theirs = await crowd.timed(async () => {
            for (const { business_id: id } of due.rows)
              await crowd.client.query({ ...RENEW_BUSINESS.off, values: [now, id] });
            return due.rows.length;
          });
          const ours = await crowd.timed(() => crowd.renewals.run(now).then(({ renewed }) => renewed));
          return {
            ratio: ours.rate / theirs.rate,
            note: `${Math.round(ours.rate)} and ${Math.round(theirs.rate)} rows/s`,
          };
        },
      };
    },
  },
  {
    id: 'P7',
    title: 'a tick with nothing due at a million subscriptions ÷ at 10,000',
    goal: { atMost: 1.5 },
    begin: async (stage) => {
      const large = await populate(stage, MILLION);
      const small = await populate(stage, 10_000);
      const idle = new Date(FIRST_DUE - DAY);
      const tick = async ({ renewals }) => {
        const times = [];
        for (let n = 0; n < 200; n += 1) {
          const begun = performance.now();
          await renewals.run(idle);
          times.push(performance.now() - begun);
        }
        return Number(times.sort((a, b) => a - b)[100]);
      };
      return {
        end: async () => {
          await large.end();
          await small.end();
        },
        round: async () => {
          const few = await tick(small);
          const many = await tick(large);
          return { ratio: many / few, note: `${many.toFixed(2)} and ${few.toFixed(2)} ms` };
        },
      };
    },
  },
  {
    id: 'P8',
    title: 'p99 of consume over HTTP while a tenth of a million subscriptions renew ÷ p99 alone',
    goal: { atMost: 2 },
    begin: async (stage) => {
      const { database, server, requests, port } = await scene(stage);
      const at = spread(requests.length);
      const request = (n, turn) => requests[at(n, turn)];
      // Due in the days that are over, so that nothing is due again, and nobody's who spends.
      const crowd = await populate(stage, MILLION, { database, firstDue: Date.now() - (GROUPS + 1) * DAY });
      await httpLoad({ port, request, ms: 3000 });
      return {
        end: async () => {
          await server.stop();
          await crowd.end();
        },
        round: async () => {
          const theirs = await httpLoad({ port, request });
          let renewing = true;
          const renewed = crowd
            .timed(() => crowd.renewals.run(crowd.nextDay()).then((counts) => counts.renewed))
            .finally(() => (renewing = false));
          // As long as the renewals take, and no longer.
          const ours = await httpLoad({ port, request, ms: 120_000, goOn: () => renewing });
          const { rows, rate } = await renewed;
          same(rows, MILLION / GROUPS);
          return {
            ratio: ours.p99 / theirs.p99,
            ours,
            theirs,
            note: `${rows} renewed meanwhile, ${Math.round(rate)}/s`,
          };
        },
      };
    },
  },
];

/**
 * Renews, with events or without, in turn with a bare UPDATE of as many rows.
 *
 * @param {'off' | 'all'} events
 */
async function besideBareUpdate(stage, events) {
  const crowd = await populate(stage, MILLION, { twin: true, events });
  let first = true;
  return {
    end: crowd.end,
    round: async () => {
      const now = crowd.nextDay();
      const bare = () =>
        crowd.timed(() => crowd.client.query(BARE_UPDATE, [now]).then(({ rowCount }) => rowCount));
      const whole = () => crowd.timed(() => crowd.renewals.run(now).then(({ renewed }) => renewed));
      // Whoever comes second writes out what the first has left dirty, so they take turns.
      first = !first;
      const early = await (first ? whole() : bare());
      const late = await (first ? bare() : whole());
      const [ours, theirs] = first ? [early, late] : [late, early];
      same(ours.rows, theirs.rows);
      return {
        ratio: ours.rate / theirs.rate,
        note: `${Math.round(ours.rate)} and ${Math.round(theirs.rate)} rows/s`,
      };
    },
  };
}

const BARE_UPDATE = `
  UPDATE bare SET version = version + 1, cycle_index = cycle_index + 1, turn = turn + 1, cycle_starts_at = cycle_ends_at,
    cycle_ends_at = ((anchor AT TIME ZONE 'UTC') + (turn + 2) * every) AT TIME ZONE 'UTC',
    due_at = ((anchor AT TIME ZONE 'UTC') + (turn + 2) * every) AT TIME ZONE 'UTC'
  WHERE due_at <= $1 AND test_clock_id IS NULL`;

/** An id as the service makes them, of version 7: each in a millisecond of its own. */
const idOf = (k) =>
  `(lpad(to_hex(1700000000000 + ${k}), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`;

/**
 * Writes `n` businesses, each with a subscription in its first month. The database itself writes them beside what is there. The
 * first tenth is due on the day that begins at `firstDue`. Ids grow from business to business, and every day's tenth is
 * spread over all of them.
 *
 * @param {{ twin?: boolean, firstDue?: number, database?: any, events?: 'off' | 'all' }} [options] `database` instead of a new one
 */
export async function populate(stage, n, options = {}) {
  const { twin = false, firstDue = FIRST_DUE, database: given, events = 'off' } = options;
  const database = given ?? (await stage.database());
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    INSERT INTO plans (id, code, name, description, currency, interval_unit, interval_count, every, visibility, self_service, is_default, created_at)
    VALUES (gen_random_uuid(), 'monthly', 'Monthly', '', 'USD', 'month', 1, interval '1 month', 'public', true, false, now())`);
  await client.query(`
    INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_trial, created_at)
    VALUES (gen_random_uuid(), 'monthly', 1, true, 0, 0, 'renew', 'renew', now())`);
  await client.query(
    `CREATE TEMP TABLE crowd AS
     SELECT ${idOf('k')} AS business_id, ${idOf('k')} AS id, ends_at,
            ((ends_at AT TIME ZONE 'UTC') - interval '1 month') AT TIME ZONE 'UTC' AS starts_at
     FROM (SELECT k, $2::timestamptz + make_interval(days => k % ${GROUPS}, secs => k % 80000) AS ends_at FROM generate_series(1, $1) AS k) AS g`,
    [n, new Date(firstDue)],
  );
  await client.query(
    `INSERT INTO businesses (id, name, metadata, created_at) SELECT business_id, 'B', '{}', starts_at FROM crowd`,
  );
  await client.query(`
    INSERT INTO subscriptions (business_id, id, version, status, plan_code, plan_version_id, cycle_index, cycle_starts_at,
      cycle_ends_at, anchor, every, turn, cancel_at_cycle_end, due_at, attempts, created_at)
    SELECT business_id, crowd.id, 1, 'active', 'monthly', v.id, 0, starts_at, ends_at, starts_at, interval '1 month', 0, false,
           ends_at, 0, starts_at FROM crowd, plan_versions v WHERE v.plan_code = 'monthly'`);
  await client.query(`
    INSERT INTO cycles (business_id, subscription_id, index, starts_at, ends_at, anchor, every, turn, trial, cut_short, plan_version_id)
    SELECT business_id, id, 0, cycle_starts_at, cycle_ends_at, anchor, every, 0, false, false, plan_version_id
    FROM subscriptions WHERE plan_code = 'monthly'`);
  if (twin) {
    await client.query('CREATE TABLE bare (LIKE subscriptions INCLUDING ALL)');
    await client.query('INSERT INTO bare SELECT * FROM subscriptions');
  }
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  const { DataSource } = await import('typeorm');
  const { dataSourceOptions } = await built('database/data-source.js');
  const { CycleOpeningService } = await built('subscriptions/cycles/cycle-opening.service.js');
  const { RenewalRunsService } = await built('subscriptions/renewals/renewal-runs.service.js');
  const dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  let day = 0;
  return {
    client,
    renewals: new RenewalRunsService(
      dataSource,
      new CycleOpeningService(dataSource, TRUSTED, { modeFor: () => Promise.resolve(events) }),
      TRUSTED,
    ),
    /** The end of the next day on which a tenth is due. */
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

function same(ours, theirs) {
  if (ours !== theirs || ours === 0) throw new Error(`${ours} renewed, ${theirs} updated: not the same work`);
}
