import { randomUUID } from 'node:crypto';
import { DAY, FIRST_DUE, populate } from '../support/crowd.mjs';
import { httpLoad, httpRequest } from '../support/load.mjs';
import { postmasterOf, processorOf, workOf } from '../support/processor.mjs';
import { customers, openSessions } from '../support/stage.mjs';

const MANY = Number(process.env.BENCH_BUSINESSES ?? 5_000);
const SUBSCRIPTIONS = Number(process.env.BENCH_SUBSCRIPTIONS ?? 60_000);
const CALLERS = Number(process.env.BENCH_CALLERS ?? 256);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const ROUND_MS = 3_000;
const SPEND = { feature: 'recordings', amount: 1 };

/** The customer of a caller's turn. Every caller meets every customer, because 37 has no common divisor with their number. */
const at = (n, turn) => (n * 157 + turn * 37) % MANY;
const spendAs = (apiKey, headers = {}) =>
  httpRequest('POST', '/v1/usage', { 'x-api-key': apiKey, ...headers }, SPEND);
const entitlementOf = (apiKey) => httpRequest('GET', '/v1/entitlements/recordings', { 'x-api-key': apiKey });

/** Starts a server on one of the two databases. All of its customers have spent once. */
async function side(stage, which) {
  const postmasters = await Promise.all(stage.nodes[which].map(postmasterOf));
  const database = await stage[which]();
  const server = await stage.server(database);
  const made = await customers(database.url, MANY);
  const { port } = server;
  let spent = 0;
  const request = () => spendAs(made[spent++ % MANY].apiKey);
  await httpLoad({ port, clients: CALLERS, request, ms: 300_000, goOn: () => spent < 2 * MANY });
  return {
    url: database.url,
    /**
     * Measures how fast callers are answered, and the work of the databases and of the server for each request, in milliseconds.
     */
    async load(requestOf) {
      const [before, ofServer] = [await workOf(postmasters), await processorOf(server.pid)];
      const answered = await httpLoad({
        port,
        clients: CALLERS,
        ms: ROUND_MS,
        request: (n, turn) => requestOf(made, n, turn),
      });
      const each = (ms) => ms / answered.count;
      return {
        ...answered,
        work: each((await workOf(postmasters)) - before),
        server: each((await processorOf(server.pid)) - ofServer),
      };
    },
    async end() {
      await server.stop();
      await database.drop();
    },
  };
}

const compared = (ours, theirs) => ({
  ratio: ours.work / theirs.work,
  inTime: theirs.rate / ours.rate,
  ours,
  theirs,
  note:
    `database work of a request ${ours.work.toFixed(3)} and ${theirs.work.toFixed(3)} ms, ` +
    `of the server ${ours.server.toFixed(3)} and ${theirs.server.toFixed(3)} ms`,
});

/** Sends the same requests to a server on a cluster and to a server on plain PostgreSQL. */
const againstPlain = (requestOf) => async (stage) => {
  const [ours, theirs] = [await side(stage, 'distributed'), await side(stage, 'plain')];
  return {
    round: async () => compared(await ours.load(requestOf), await theirs.load(requestOf)),
    async end() {
      await ours.end();
      await theirs.end();
    },
  };
};

/** Each caller has one session, and replaces its refresh token again and again. */
async function refreshes(stage) {
  const [ours, theirs] = [await side(stage, 'distributed'), await side(stage, 'plain')];
  const requestsOf = async ({ url }) => {
    const sessions = await openSessions(url, CALLERS);
    return (_, n) => httpRequest('POST', '/v1/auth/refresh', {}, { refreshToken: sessions[n]?.nextToken() });
  };
  const [ourRequest, theirRequest] = [await requestsOf(ours), await requestsOf(theirs)];
  return {
    round: async () => compared(await ours.load(ourRequest), await theirs.load(theirRequest)),
    async end() {
      await ours.end();
      await theirs.end();
    },
  };
}

/** Renews the same subscriptions on both databases, day by day. */
async function renewals(stage) {
  const crowds = [];
  for (const which of ['distributed', 'plain']) {
    const postmasters = await Promise.all(stage.nodes[which].map(postmasterOf));
    // A round renews one day, and there is one more round to warm up.
    const groups = ROUNDS + 1;
    const crowd = await populate(stage, SUBSCRIPTIONS, { database: await stage[which](), groups });
    crowds.push({
      end: crowd.end,
      async renew() {
        const before = await workOf(postmasters);
        const { rows, rate } = await crowd.timed(() => crowd.renew(crowd.nextDay()));
        if (rows < 1)
          throw new Error(`Nothing was renewed until ${new Date(FIRST_DUE + DAY).toISOString()}.`);
        return { rows, rate, work: ((await workOf(postmasters)) - before) / rows };
      },
    });
  }
  return {
    async round() {
      const [ours, theirs] = [await crowds[0].renew(), await crowds[1].renew()];
      if (ours.rows !== theirs.rows) throw new Error(`${ours.rows} and ${theirs.rows} were renewed.`);
      const note =
        `${Math.round(ours.rate)} and ${Math.round(theirs.rate)} rows/s, ` +
        `database work ${ours.work.toFixed(3)} and ${theirs.work.toFixed(3)} ms a row`;
      return { ratio: ours.work / theirs.work, inTime: theirs.rate / ours.rate, note };
    },
    async end() {
      for (const { end } of crowds) await end();
    },
  };
}

/** Each ratio is the database work for a request on a Citus cluster ÷ on plain PostgreSQL. All of it runs on one machine. */
export const entries = [
  {
    id: 'C1',
    title: `spends of many businesses at ${CALLERS} callers`,
    goal: { atMost: 5 },
    rounds: ROUNDS,
    begin: againstPlain((made, n, turn) => spendAs(made[at(n, turn)].apiKey)),
  },
  {
    id: 'C2',
    title: 'spends of one business',
    goal: { atMost: 5 },
    rounds: ROUNDS,
    begin: againstPlain((made) => spendAs(made[0].apiKey)),
  },
  {
    id: 'C3',
    title: 'spends of many businesses with idempotency keys',
    goal: { atMost: 10 },
    rounds: ROUNDS,
    begin: againstPlain((made, n, turn) =>
      spendAs(made[at(n, turn)].apiKey, { 'idempotency-key': randomUUID() }),
    ),
  },
  {
    id: 'C4',
    title: 'entitlements of many businesses',
    goal: { atMost: 10 },
    rounds: ROUNDS,
    begin: againstPlain((made, n, turn) => entitlementOf(made[at(n, turn)].apiKey)),
  },
  {
    id: 'C5',
    title: 'renewals',
    goal: { atMost: 4 },
    rounds: ROUNDS,
    begin: renewals,
  },
  {
    id: 'C6',
    title: 'refreshes of sessions',
    goal: { atMost: 10 },
    rounds: ROUNDS,
    begin: refreshes,
  },
];
