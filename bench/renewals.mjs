import { built } from '../scripts/built.mjs';
import { DAY, FIRST_DUE, GROUPS, populate } from './support/crowd.mjs';
import { httpLoad } from './support/load.mjs';
import { scene, spread } from './usage.mjs';

const ROUNDS = 7;
const MILLION = Number(process.env.BENCH_SUBSCRIPTIONS ?? 1_000_000);

/** Renewals at a million subscriptions. */
export const entries = [
  {
    id: 'P5',
    title: 'renewing a tenth of a million subscriptions ÷ one bare UPDATE of the same rows',
    goal: { atLeast: 0.5 },
    begin: (stage) => againstBareUpdate(stage, 'off'),
  },
  {
    id: 'P19',
    title: 'P5 with an event for each renewal (EVENTS=all)',
    goal: { atLeast: 0.25 },
    begin: (stage) => againstBareUpdate(stage, 'all'),
  },
  {
    id: 'P13',
    title: 'renewing subscriptions that are invoiced ÷ that are not',
    goal: { atLeast: 0.6 },
    begin: invoicedAgainstPlain,
  },
  {
    id: 'P6',
    title: 'renewing many at once ÷ one statement per subscription',
    goal: { atLeast: 20 },
    begin: async (stage) => {
      const crowd = await populate(stage, MILLION);
      const { RENEW_BUSINESS } = await built('src/subscriptions/renewals/renewals.sql.js');
      const { name, text, params } = RENEW_BUSINESS.off;
      return {
        end: crowd.end,
        round: async () => {
          const now = crowd.nextDay();
          const due = await crowd.client.query(
            'SELECT business_id FROM subscriptions WHERE due_at <= $1 AND test_clock_id IS NULL LIMIT 2000',
            [now],
          );
          const theirs = await crowd.timed(async () => {
            for (const { business_id: businessId } of due.rows)
              await crowd.client.query({
                name,
                text,
                values: params.map((param) => ({ now, businessId })[param]),
              });
            return due.rows.length;
          });
          const ours = await crowd.timed(() => crowd.renew(now));
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
      const tick = async ({ renew }) => {
        const times = [];
        for (let n = 0; n < 200; n += 1) {
          const begun = performance.now();
          await renew(idle);
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
      // Due on past days, so that nothing is due twice. None of these businesses spends.
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
          const renewed = crowd.timed(() => crowd.renew(crowd.nextDay())).finally(() => (renewing = false));
          // The load ends with the renewals.
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

/** Renews, with or without events, in turn with a bare UPDATE of as many rows. */
async function againstBareUpdate(stage, events) {
  const crowd = await populate(stage, MILLION, { bareCopy: true, events });
  let first = true;
  return {
    end: crowd.end,
    round: async () => {
      const now = crowd.nextDay();
      const bare = () =>
        crowd.timed(() => crowd.client.query(BARE_UPDATE, [now]).then(({ rowCount }) => rowCount));
      const whole = () => crowd.timed(() => crowd.renew(now));
      // The second side also writes the pages that the first side has left dirty. So the sides take turns.
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

/** Renews days whose subscriptions are invoiced, in turn with days whose subscriptions are not. */
async function invoicedAgainstPlain(stage) {
  // A round renews two days, and there is one more round to warm up.
  const crowd = await populate(stage, MILLION, { groups: 2 * (ROUNDS + 1), invoiced: true });
  let invoiced = 0;
  let first = false;
  return {
    end: crowd.end,
    round: async () => {
      const plain = () => crowd.timed(() => crowd.renew(crowd.nextDay()));
      const invoicing = () => crowd.timed(() => crowd.renewAndInvoice(crowd.nextDay()));
      // The sides take turns here too. The days have this order: plain, invoiced, invoiced, plain.
      first = !first;
      const early = await (first ? plain() : invoicing());
      const late = await (first ? invoicing() : plain());
      const [theirs, ours] = first ? [early, late] : [late, early];
      const { rows } = await crowd.client.query('SELECT count(*)::integer AS n FROM invoices');
      invoiced += ours.rows;
      same(ours.rows, theirs.rows);
      same(rows[0].n, invoiced);
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

function same(ours, theirs) {
  if (ours !== theirs || ours === 0) throw new Error(`${ours} renewed, ${theirs} updated: not the same work`);
}
