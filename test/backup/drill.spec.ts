import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backUp, restore } from '../../src/backup/index.js';
import { SystemClock } from '../../src/common/clock.js';
import { expectInvariants } from '../support/invariants.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { figure } from '../proofs/figure.js';
import { startSecond } from '../support/second-server.js';
import { type Answer, type Customer, startTenure, type Tenure } from '../support/tenure.js';

const CUSTOMERS = Number(process.env.DRILL_CUSTOMERS ?? 5);
/** Callers that spend while the backup is made. */
const CALLERS = 8;

describe('G18, the drill', () => {
  let tenure: Tenure;
  let target: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    tenure = await startTenure();
    target = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), 'tenure-drill-'));
  });
  afterAll(async () => {
    await tenure.close();
    await target.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const usedOf = ({ body }: Answer): number =>
    (body.data as { feature: string; used: number }[]).find(({ feature }) => feature === 'recordings')
      ?.used ?? Number.NaN;

  it('a backup made under load comes back whole, starts, and spends on from where it was', async () => {
    const customers: Customer[] = [];
    for (let n = 0; n < CUSTOMERS; n += 1) {
      const customer = await tenure.signUp();
      // On a busy machine the backup may be over before all callers had their turn.
      await customer.spend();
      customers.push(customer);
    }
    const spend = { feature: 'recordings', amount: 1 };
    const [first] = customers as [Customer];
    const beforehand = await tenure.post('/v1/usage', {
      key: first.key,
      body: spend,
      headers: { 'idempotency-key': 'beforehand' },
    });
    let over = false;
    let answered = 0;
    const load = Promise.all(
      Array.from({ length: CALLERS }, async (_, caller) => {
        for (let n = caller; !over; n += CALLERS) {
          const { key } = customers[n % CUSTOMERS] as Customer;
          const { status } = await tenure.post('/v1/usage', { key, body: spend });
          expect([200, 402]).toContain(status);
          answered += 1;
        }
      }),
    );
    const began = performance.now();
    const manifest = await backUp(tenure.databaseUrl, join(folder, 'drill'), new SystemClock().now());
    const saved = performance.now();
    over = true;
    await load;
    expect(answered).toBeGreaterThan(0);

    await restore(target.url, join(folder, 'drill'), { dryRun: false, replace: false, endSessions: false });
    const restored = performance.now();
    await expectInvariants(target.url);

    const second = await startSecond(target.url, new SystemClock());
    try {
      const again = await second.client.post('/v1/usage', {
        key: first.key,
        body: spend,
        headers: { 'idempotency-key': 'beforehand' },
      });
      expect(again.body).toEqual(beforehand.body);
      const { token, key } = customers.at(-1) as Customer;
      const used = usedOf(await second.client.get('/v1/usage', { token }));
      const { status } = await second.client.post('/v1/usage', { key, body: spend });
      expect(used).toBeGreaterThan(0);
      expect(usedOf(await second.client.get('/v1/usage', { token }))).toBe(used + (status === 200 ? 1 : 0));
    } finally {
      await second.close();
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    figure(
      `${rows} rows of ${manifest.tables.length} tables saved in ${Math.round(saved - began)} ms beside ${answered} spends, ` +
        `restored in ${Math.round(restored - saved)} ms, 0 differ`,
    );
  });
});
