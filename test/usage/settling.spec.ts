import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { violations } from '../invariants/invariants.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';

/** More than the free plan covers: only the settlement can decide it. */
const MORE = 101;

describe('Settling what the plan does not cover', () => {
  let tenure: Tenure;
  let holder: QueryRunner;
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: 'on' });
    holder = tenure.dataSource.createQueryRunner();
  });
  afterEach(async () =>
    expect((await violations(tenure.databaseUrl)).filter(({ count }) => count > 0)).toEqual([]),
  );
  afterAll(async () => {
    await holder.release();
    await tenure.close();
  });

  const spend = ({ key }: Customer, amount = 1) =>
    tenure.post('/v1/usage', { key, body: { feature: 'recordings', amount } });

  /** Somebody at their limit, whose settlement does not come to its end before `letGo`. */
  async function stuck(): Promise<{ refused: ReturnType<typeof spend>; letGo: () => Promise<void> }> {
    const customer = await tenure.signUp();
    await spend(customer);
    await holder.startTransaction();
    const lock = 'SELECT FROM usage_counters WHERE business_id = $1 FOR UPDATE';
    await holder.query(lock, [customer.businessId]);
    const refused = spend(customer, MORE);
    await sleep(100);
    return { refused, letGo: () => holder.commitTransaction() };
  }

  it('holds up nobody else', async () => {
    const neighbour = await tenure.signUp();
    const { refused, letGo } = await stuck();
    expect((await spend(neighbour)).status).toBe(200);
    await letGo();
    expect((await refused).status).toBe(402);
  });

  it('is waited for by whoever comes later of the same customer: nobody is overtaken', async () => {
    const customer = await tenure.signUp();
    const credits = { feature: 'recordings', amount: 50, reason: 'gift' };
    const path = `/v1/admin/businesses/${customer.businessId}/credits`;
    const given = await tenure.post(path, { token: await tenure.operator(), body: credits });
    expect(given.status).toBe(201);
    const { refused, letGo } = await stuck();
    const first = spend(customer, 120);
    await sleep(100);
    const second = spend(customer, 90);
    await sleep(100);
    await letGo();
    expect((await first).body).toMatchObject({ granted: 120, credits: 30, remaining: 30 });
    expect((await second).body).toMatchObject({ code: 'limit_reached', used: 120, remaining: 30 });
    expect((await refused).status).toBe(402);
  });
});
