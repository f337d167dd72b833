import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expectInvariants } from '../../support/invariants.js';
import { ServerProcess, type Servers, startServers } from '../../support/server-process.js';
import type { Answer, Customer } from '../../support/tenure.js';
import { figure } from '../figure.js';

/** `npm run proof` asks for a minute of two hundred callers, and a hundred keys. */
const SECONDS = Number(process.env.KILL_SECONDS ?? 1.2);
const CALLERS = Number(process.env.KILL_CALLERS ?? 60);
const KEYS = Number(process.env.TWIN_KEYS ?? 2);
const TWINS = 50;

describe('When a server is killed', () => {
  let cluster: Servers;
  let servers: ServerProcess[];
  let client: pg.Client;
  let operator: string;
  beforeAll(async () => {
    cluster = await startServers(2);
    servers = [...cluster.servers];
    operator = await servers[0]!.operator();
    client = new pg.Client({ connectionString: cluster.databaseUrl });
    await client.connect();
  });
  afterEach(() => expectInvariants(cluster.databaseUrl));
  afterAll(async () => {
    // A transaction counts as forgotten after a second.
    await sleep(1_100);
    await expectInvariants(cluster.databaseUrl);
    await client?.end();
    for (const server of servers ?? []) await server.stop();
    await cluster?.close();
  });

  /** Kills the second server as a crash would, and starts another in its place. */
  async function crash(): Promise<void> {
    await servers[1]!.stop('SIGKILL');
    servers[1] = await cluster.another();
  }

  async function onUnlimited(): Promise<Customer> {
    const customer = await servers[0]!.signUp();
    await servers[0]!.put(`/v1/admin/businesses/${customer.businessId}/subscription`, {
      token: operator,
      body: { planCode: 'limitless' },
    });
    return customer;
  }

  const used = async ({ businessId }: Customer): Promise<number> => {
    const { rows } = await client.query('SELECT used FROM usage_counters WHERE business_id = $1', [
      businessId,
    ]);
    return Number(rows[0]?.used ?? 0);
  };

  it(
    'every acknowledged unit is counted, and every counted one acknowledged or safely repeated',
    async () => {
      const customer = await onUnlimited();
      const until = performance.now() + SECONDS * 1000;
      let acknowledged = 0;
      let [repeated, unanswered] = [0, 0];
      /** Asks until it is answered, under the same key. */
      async function spendSurely(name: string, caller: number): Promise<void> {
        for (let attempt = 0; ; attempt += 1) {
          const server = servers[(caller + attempt) % 2]!;
          const call = {
            key: customer.key,
            headers: { 'idempotency-key': name },
            body: { feature: 'recordings', amount: 2 },
          };
          const answer = await server.post('/v1/usage', call).catch(() => null);
          if (answer?.status === 200) {
            acknowledged += 2;
            if (answer.headers.get('idempotent-replayed') === 'true') repeated += 1;
            return;
          }
          if (answer === null) unanswered += 1;
          else expect([409, 503]).toContain(answer.status);
          await sleep(20);
        }
      }
      const callers = Array.from({ length: CALLERS }, async (_, caller) => {
        for (let turn = 0; performance.now() < until; turn += 1)
          await spendSurely(`${caller}-${turn}`, caller);
      });
      await sleep(SECONDS * 400);
      await Promise.all([...callers, crash()]);
      expect(await used(customer)).toBe(acknowledged);
      // Else the kill met nobody.
      expect(unanswered).toBeGreaterThan(0);
      figure(
        `${acknowledged} units acknowledged, ${unanswered} requests without an answer, ${repeated} answers repeated`,
      );
    },
    SECONDS * 1000 + 60_000,
  );

  it(`${TWINS} twins of one key over both servers, with answers dropped and retried, spend once`, async () => {
    const customer = await onUnlimited();
    const stranger = await onUnlimited();
    for (let n = 0; n < KEYS; n += 1) {
      const name = `twin-${n}`;
      const ask = (server: ServerProcess, who = customer): Promise<Answer | null> =>
        server
          .post('/v1/usage', {
            key: who.key,
            headers: { 'idempotency-key': name },
            body: { feature: 'recordings', amount: 3 },
          })
          .catch(() => null);
      const twin = async (caller: number) => {
        const answer = await ask(servers[caller % 2]!);
        const dropped = caller % 10 < 3;
        if (!dropped && answer?.status === 200) return answer;
        for (;;) {
          const again = await ask(servers[(caller + 1) % 2]!);
          if (again?.status === 200) return again;
          await sleep(20);
        }
      };
      const kill = n === Math.floor(KEYS / 2) ? crash() : Promise.resolve();
      const answers = await Promise.all(Array.from({ length: TWINS }, (_, caller) => twin(caller)));
      await kill;
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(await used(customer)).toBe((n + 1) * 3);
      expect((await ask(servers[0]!, stranger))?.headers.get('idempotent-replayed')).toBeNull();
    }
  }, 300_000);
});
