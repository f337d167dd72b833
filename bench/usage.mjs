import { randomUUID } from 'node:crypto';
import { httpLoad, httpRequest, sqlLoad } from './support/load.mjs';
import { bareCounters, bareSpend, connected, customers, operatorKey } from './support/stage.mjs';

const MANY = 5_000;
const SPEND = { feature: 'recordings', amount: 1 };

const spendAs = (apiKey, headers = {}) =>
  httpRequest('POST', '/v1/usage', { 'x-api-key': apiKey, ...headers }, SPEND);
/** The customer of a client's turn. Every client meets every customer, because 37 has no common divisor with their number. */
export const spread = (length) => (n, turn) => (n * 157 + turn * 37) % length;

export async function scene(stage, many = MANY) {
  const database = await stage.database();
  const server = await stage.server(database.url);
  const made = await customers(database.url, many);
  const requests = made.map(({ apiKey }) => spendAs(apiKey));
  return { database, server, made, requests, port: server.port };
}

const ratioOf = (ours, theirs) => ({ ratio: ours.rate / theirs.rate, ours, theirs });

/** How many spends come before the first round, so that the counters have the HOT share of counters in long use. */
const FIRST_SPENDS = 200_000;

/** Measures consume ÷ the bare statement. `rows` is the number of counters on both sides. */
const againstBare = (rows) => async (stage) => {
  const { database, server, requests, port } = await scene(stage, rows);
  const clients = await bareCounters(database.url, rows);
  const at = spread(rows);
  let spent = 0;
  const request = (n, turn) => {
    spent += 1;
    return requests[at(n, turn)];
  };
  await httpLoad({ port, request, ms: 300_000, goOn: () => spent < FIRST_SPENDS });
  return {
    async round() {
      const ours = await httpLoad({ port, request });
      const theirs = await sqlLoad({ clients, statement: (n, turn) => bareSpend(at(n, turn)) });
      const {
        rows: [hot],
      } = await /** @type {any} */ (clients[0]).query(
        `SELECT round(100.0 * n_tup_hot_upd / NULLIF(n_tup_upd, 0), 1) AS share, n_tup_upd AS updates
         FROM pg_stat_user_tables WHERE relname = 'usage_counters'`,
      );
      const note = `p99 ours ÷ theirs ${(ours.p99 / theirs.p99).toFixed(2)}; HOT ${hot.share} % of ${hot.updates} updates of counters`;
      return { ...ratioOf(ours, theirs), note };
    },
    async end() {
      for (const client of clients) await client.end();
      await server.stop();
      await database.drop();
    },
  };
};

/** Measures two kinds of requests to one server. */
const against = (ourRequest, theirRequest) => async (stage) => {
  const stageScene = await scene(stage);
  const { database, server, port } = stageScene;
  const [ours, theirs] = [await ourRequest(stageScene), await theirRequest(stageScene)];
  return {
    async round() {
      return ratioOf(await httpLoad({ port, request: ours }), await httpLoad({ port, request: theirs }));
    },
    async end() {
      await server.stop();
      await database.drop();
    },
  };
};

const at = spread(MANY);
const plain =
  ({ requests }) =>
  (n, turn) =>
    requests[at(n, turn)];
const withKeys =
  ({ made }) =>
  (n, turn) =>
    spendAs(made[at(n, turn)].apiKey, { 'idempotency-key': randomUUID() });
const get =
  (path) =>
  ({ made }) => {
    const requests = made.map(({ apiKey }) => httpRequest('GET', path, { 'x-api-key': apiKey }));
    return (n, turn) => requests[at(n, turn)];
  };

/** Spends with one key of the product's own backend, which names each customer. */
const byOperatorKey =
  (nameOf, headers = () => ({})) =>
  async ({ database, made }) => {
    const apiKey = await operatorKey(database.url);
    return (n, turn) => spendAs(apiKey, { 'x-business': nameOf(made[at(n, turn)].businessId), ...headers() });
  };
const byId = (id) => id;
const byExternalId = (id) => `external:${id}`;
const newKey = () => ({ 'idempotency-key': randomUUID() });
/** Makes each request when it is sent, as `byOperatorKey` does. */
const byBot =
  ({ made }) =>
  (n, turn) =>
    spendAs(made[at(n, turn)].apiKey);

/** Reads entitlements of customers who have spent, so that there is a counter to read. */
const entitlements = async (stageScene) => {
  const { port, requests } = stageScene;
  let spent = 0;
  const request = () => requests[spent++ % MANY];
  await httpLoad({ port, request, ms: 300_000, goOn: () => spent < MANY });
  return get('/v1/entitlements/recordings')(stageScene);
};

/** Signs eight people up, and returns their tokens. They are few, because a password is slow to hash on purpose. */
async function people(port) {
  const post = (n) =>
    fetch(`http://127.0.0.1:${port}/v1/auth/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        business: { name: 'Bench' },
        email: `${randomUUID()}@example.com`,
        firstName: 'Ada',
        lastName: `Lovelace ${n}`,
        password: 'correct horse battery',
      }),
    }).then((answer) => answer.json());
  /** @type {any[]} */
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => post(n)));
  return answers.map(({ tokens }) => tokens.accessToken);
}

const asPerson =
  (path) =>
  async ({ port }) => {
    const requests = (await people(port)).map((token) =>
      httpRequest('GET', path, { authorization: `Bearer ${token}` }),
    );
    return (n) => requests[n % requests.length];
  };

const HOT_CALLERS = 16;
/** Measures callers of one customer, before and after one refusal. */
async function afterRefusal(stage) {
  const { database, server, made, requests, port } = await scene(stage, 1);
  const admin = await connected(database.url);
  // A limit that the load never reaches, but that one request exceeds.
  await admin.query(
    `UPDATE plan_limits SET amount = 1000000000 WHERE feature_key = 'recordings' AND amount IS NULL`,
  );
  await admin.end();
  const key = { 'x-api-key': made[0].apiKey };
  const tooMuch = httpRequest('POST', '/v1/usage', key, { ...SPEND, amount: 2_000_000_000 });
  const load = { port, clients: HOT_CALLERS, accepts: [200, 402] };
  const refusedOnce = (n, turn) => (n === 0 && turn === 5 ? tooMuch : requests[0]);
  return {
    async round() {
      const before = await httpLoad({ ...load, request: () => requests[0] });
      return ratioOf(await httpLoad({ ...load, request: refusedOnce }), before);
    },
    async end() {
      await server.stop();
      await database.drop();
    },
  };
}

/** More keys than a round uses, so that no key is used twice while it is cold. */
const COLD_KEYS = 40_000;

/** Measures requests with keys that were not used in the last minute ÷ with keys that were. */
const coldAgainstWarm = (requestsOf) => async (stage) => {
  const stageScene = await scene(stage, COLD_KEYS);
  const { database, server, port } = stageScene;
  const admin = await connected(database.url);
  const requestFor = requestsOf(stageScene);
  const setLastUse = async (ago) => {
    await admin.query(`UPDATE api_keys SET last_used_at = now() - $1::interval`, [ago]);
    await admin.query('VACUUM api_keys');
  };
  const load = () => {
    let asked = 0;
    return httpLoad({ port, request: () => requestFor(asked++ % COLD_KEYS) });
  };
  return {
    async round() {
      await setLastUse('1 hour');
      const cold = await load();
      await setLastUse('-1 hour');
      return ratioOf(cold, await load());
    },
    async end() {
      await admin.end();
      await server.stop();
      await database.drop();
    },
  };
};

export const entries = [
  {
    id: 'P1',
    title: 'consume over HTTP ÷ bare UPDATE, many rows',
    goal: { atLeast: 1 },
    begin: againstBare(MANY),
  },
  {
    id: 'P2',
    title: 'consume over HTTP ÷ bare UPDATE, one row',
    goal: { atLeast: 5 },
    begin: againstBare(1),
  },
  {
    id: 'P3',
    title: 'consume with a key ÷ without',
    goal: { atLeast: 0.5 },
    begin: against(withKeys, plain),
  },
  {
    id: 'P4',
    title: 'an entitlement ÷ a guarded route with an empty handler',
    goal: { atLeast: 0.7 },
    begin: against(entitlements, get('/v1/sdk/empty')),
  },
  {
    id: 'P15',
    title: '16 callers of one customer after one refusal ÷ before',
    goal: { atLeast: 0.7 },
    begin: afterRefusal,
  },
  {
    id: 'P16',
    title: 'consume by keys not used in the last minute ÷ by keys that were',
    goal: { atLeast: 0.8 },
    begin: coldAgainstWarm(
      ({ requests }) =>
        (n) =>
          requests[n],
    ),
  },
  {
    id: 'P16.keyed',
    title: 'consume with an idempotency key by keys not used in the last minute ÷ by keys that were',
    goal: { atLeast: 0.8 },
    begin: coldAgainstWarm(
      ({ made }) =>
        (n) =>
          spendAs(made[n].apiKey, { 'idempotency-key': randomUUID() }),
    ),
  },
  {
    id: 'P16.entitlements',
    title: 'an entitlement by keys not used in the last minute ÷ by keys that were',
    goal: { atLeast: 0.8 },
    begin: coldAgainstWarm(
      ({ made }) =>
        (n) =>
          httpRequest('GET', '/v1/entitlements/recordings', { 'x-api-key': made[n].apiKey }),
    ),
  },
  {
    id: 'P21',
    title: 'consume by an operator key that names the business ÷ by the key of its bot',
    goal: { atLeast: 0.8 },
    begin: against(byOperatorKey(byId), byBot),
  },
  {
    id: 'P21.keyed',
    title:
      'consume with an idempotency key by an operator key that names the business ÷ by the key of its bot',
    goal: { atLeast: 0.8 },
    begin: against(byOperatorKey(byId, newKey), withKeys),
  },
  {
    id: 'P21.external',
    title: 'consume by an operator key that names the business by its externalId ÷ by the key of its bot',
    goal: { atLeast: 0.8 },
    begin: against(byOperatorKey(byExternalId), byBot),
  },
  {
    id: 'P9',
    title: 'GET /v1/me ÷ a guarded route with an empty handler',
    goal: { atLeast: 0.7 },
    begin: against(asPerson('/v1/me'), asPerson('/v1/me/empty')),
  },
];
