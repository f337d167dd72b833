import { jest } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { CountersService } from '../../src/usage/spending/counters.service.js';
import { SLOW_PATH } from '../../src/usage/spending/slow-path-queues.js';
import { ExactSpendService } from '../../src/usage/spending/exact-spend.service.js';
import { expectInvariants } from '../support/invariants.js';
import { lockIsAwaited } from '../support/row-lock.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

/** More than the free plan covers: only the slow path can decide it. */
const MORE = 101;

/** Locks a customer's counter until the transaction of `holder` ends. */
async function hold(holder: QueryRunner, { businessId }: Customer): Promise<void> {
  await holder.startTransaction();
  await holder.query('SELECT 1 FROM usage_counters WHERE business_id = $1 FOR UPDATE', [businessId]);
}

describe('Settling what the plan does not cover', () => {
  let tenure: Tenure;
  let holder: QueryRunner;
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: 'on' });
    holder = tenure.dataSource.createQueryRunner();
  });
  afterEach(() => expectInvariants(tenure.databaseUrl));
  afterAll(async () => {
    await holder.release();
    await tenure.close();
  });

  const spend = ({ key }: Customer, amount = 1) =>
    tenure.post('/v1/usage', { key, body: { feature: 'recordings', amount } });

  /** Somebody at their limit, whose slow-path transaction does not end before `letGo`. */
  async function stuck(): Promise<{ refused: ReturnType<typeof spend>; letGo: () => Promise<void> }> {
    const customer = await tenure.signUp();
    await spend(customer);
    await hold(holder, customer);
    const refused = spend(customer, MORE);
    await lockIsAwaited(tenure.dataSource);
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
    expect((await spend(customer, 1)).status).toBe(200);
    // Nobody holds the counter meanwhile, so a flush could decide the second spend.
    const gate = new EventEmitter();
    const exact = tenure.app.get(ExactSpendService);
    const decide = exact.spend.bind(exact);
    const delayed = jest.spyOn(exact, 'spend').mockImplementationOnce(async (spends) => {
      await once(gate, 'open');
      return decide(spends);
    });
    const first = spend(customer, 119);
    await until(() => gate.listenerCount('open') > 0, 'the slow path decides the first spend');
    const second = spend(customer, 90);
    await sleep(100);
    gate.emit('open');
    delayed.mockRestore();
    expect((await first).body).toMatchObject({ granted: 119, credits: 30, remaining: 30 });
    expect((await second).body).toMatchObject({ code: 'limit_reached', used: 120, remaining: 30 });
  });

  it('waits for a counter that another server creates before it locks a later one, so they never wait in a circle', async () => {
    const [first, second] = [await tenure.signUp(), await tenure.signUp()];
    await spend(second);
    await holder.startTransaction();
    await holder.query(
      `INSERT INTO usage_counters (business_id, subscription_id, cycle_index, feature_key, used, burnt, highest_limit, day, day_base)
       SELECT business_id, id, cycle_index, 'recordings', 0, 0, 0, '2030-01-01', 0 FROM subscriptions WHERE business_id = $1`,
      [first.businessId],
    );
    const now = new Date();
    const spends = [second, first].map(({ businessId }) => ({
      ...{ feature: 'recordings', amount: 1, keyed: null, caller: null as never },
      ...{ businessId, now },
    }));
    const locked = tenure.dataSource.transaction((manager) =>
      tenure.app.get(CountersService).lock(manager, spends),
    );
    const later = 'SELECT 1 FROM usage_counters WHERE business_id = $1 FOR NO KEY UPDATE NOWAIT';
    try {
      await lockIsAwaited(tenure.dataSource);
      await expect(holder.query(later, [second.businessId])).resolves.toHaveLength(1);
    } finally {
      await holder.rollbackTransaction();
    }
    expect([...(await locked).values()]).toMatchObject([{ counter: { used: 1 } }, { counter: { used: 0 } }]);
  });

  it('decides by what other work wrote to the counter while it waited, and overwrites none of it', async () => {
    const customer = await tenure.signUp();
    const credits = { feature: 'recordings', amount: 50, reason: 'gift' };
    const path = `/v1/admin/businesses/${customer.businessId}/credits`;
    expect((await tenure.post(path, { token: await tenure.operator(), body: credits })).status).toBe(201);
    await spend(customer);
    await holder.startTransaction();
    const write = 'UPDATE usage_counters SET used = used + 90 WHERE business_id = $1';
    await holder.query(write, [customer.businessId]);
    const asked = spend(customer, MORE);
    await lockIsAwaited(tenure.dataSource);
    await holder.commitTransaction();
    // Without a lock it would be granted on top of one unit, and the ninety would be lost.
    expect(await asked).toMatchObject({ status: 402, body: { used: 91, credits: 50, remaining: 59 } });
    expect((await spend(customer, 59)).body).toMatchObject({ used: 150, remaining: 0 });
  });

  it('gives way to the flush: whoever waited behind a refusal is answered in order, and later ones are not settled', async () => {
    const { key } = await tenure.signUp({ planCode: 'pro' });
    const customer = { key } as Customer;
    await spend(customer);
    const decide = jest.spyOn(tenure.app.get(ExactSpendService), 'spend');
    let refused: ReturnType<typeof spend> | undefined;
    const caller = async (n: number) => {
      const answers = [];
      for (let turn = 0; turn < 20; turn += 1) {
        if (n === 0 && turn === 1) refused = spend(customer, 5_001);
        answers.push(await spend(customer));
      }
      return answers.map(({ body }) => body.used as number);
    };
    const places = await Promise.all(Array.from({ length: 16 }, (_, n) => caller(n)));
    expect((await refused)?.body).toMatchObject({ code: 'limit_reached' });
    for (const own of places) expect(own).toEqual(own.toSorted((a, b) => a - b));
    expect(places.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 320 }, (_, n) => n + 2));
    const decided = decide.mock.calls.flatMap(([spends]) => spends).length;
    decide.mockRestore();
    expect(decided).toBeGreaterThan(0);
    expect(decided).toBeLessThan(64);
  });

  it('lets those who waited go before those who came later', async () => {
    const { businessId, key } = await tenure.signUp({ planCode: 'pro' });
    const customer = { key } as Customer;
    await spend(customer);
    await holder.startTransaction();
    await holder.query('SELECT 1 FROM usage_counters WHERE business_id = $1 FOR UPDATE', [businessId]);
    const asked = [spend(customer, 5_000)];
    await lockIsAwaited(tenure.dataSource);
    for (let n = 0; n < 6; n += 1) {
      asked.push(spend(customer));
      await sleep(20);
    }
    await holder.commitTransaction();
    const answers = await Promise.all(asked);
    expect(answers[0]?.status).toBe(402);
    expect(answers.slice(1).map(({ body }) => body.used)).toEqual([2, 3, 4, 5, 6, 7]);
  });
});

describe('A counter that other work holds', () => {
  let tenure: Tenure;
  let holder: QueryRunner;
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: 'on' });
    holder = tenure.dataSource.createQueryRunner();
  });
  afterEach(() => expectInvariants(tenure.databaseUrl));
  afterAll(async () => {
    await holder.release();
    await tenure.close();
  });

  const spend = ({ key }: Customer, amount = 1, name?: string) =>
    tenure.post('/v1/usage', {
      key,
      body: { feature: 'recordings', amount },
      headers: name === undefined ? {} : { 'idempotency-key': name },
    });
  /** The longest that one of these took, one after the other, in milliseconds. */
  async function slowest(calls: (() => Promise<{ status: number }>)[], status: number): Promise<number> {
    let longest = 0;
    for (const call of calls) {
      const began = performance.now();
      expect((await call()).status).toBe(status);
      longest = Math.max(longest, performance.now() - began);
    }
    return longest;
  }

  it('holds up its own customer, and neither strangers nor strangers at their limit', async () => {
    const [held, stranger, limited] = await Promise.all([tenure.signUp(), tenure.signUp(), tenure.signUp()]);
    expect((await spend(held, 1, 'known')).status).toBe(200);
    for (const customer of [stranger, limited]) expect((await spend(customer)).status).toBe(200);
    await hold(holder, held);
    const asked = [spend(held), spend(held, 2, 'new'), spend(held, 200), spend(held, 1, 'known')];
    await sleep(20);
    const times = await Promise.all([
      slowest(
        Array(30).fill(() => spend(stranger)),
        200,
      ),
      slowest(
        Array(30).fill(() => spend(stranger, 1)),
        200,
      ),
      slowest(
        Array(30).fill(() => spend(limited, 200)),
        402,
      ),
    ]);
    // Longer than this they would be refused, because the lock is held all the time.
    for (const time of times) expect(time).toBeLessThan(1_500);
    await holder.commitTransaction();
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 402, 200]);
    expect(Math.max(answers[0]?.body.used, answers[1]?.body.used)).toBe(4);
    expect(answers[3]?.body.used).toBe(1);
    expect((await spend(held)).body.used).toBe(5);
  });

  it('is told so with 503 after five seconds, and nothing was spent', async () => {
    const held = await tenure.signUp();
    expect((await spend(held)).status).toBe(200);
    await hold(holder, held);
    const { waitLimitMs } = SLOW_PATH;
    expect(waitLimitMs).toBe(5_000);
    SLOW_PATH.waitLimitMs = 1_000;
    const begun = performance.now();
    const answers = await Promise.all([
      spend(held),
      spend(held, 1, 'key'),
      sleep(500).then(() => spend(held)),
    ]).finally(() => (SLOW_PATH.waitLimitMs = waitLimitMs));
    expect(performance.now() - begun).toBeGreaterThan(1_000);
    await holder.commitTransaction();
    for (const { status, body, headers } of answers) {
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
    }
    expect((await spend(held, 1, 'key')).body.used).toBe(2);
  });

  it('may be one that is not there yet: the first spend of another server holds nobody up either', async () => {
    const [held, stranger] = await Promise.all([tenure.signUp(), tenure.signUp()]);
    expect((await spend(stranger)).status).toBe(200);
    await holder.startTransaction();
    await holder.query(
      `INSERT INTO usage_counters
       SELECT s.business_id, s.id, s.cycle_index, 'recordings', 0, 0, 0, current_date, 0
       FROM subscriptions s WHERE s.business_id = $1`,
      [held.businessId],
    );
    const asked = spend(held);
    await sleep(20);
    expect(
      await slowest(
        Array(30).fill(() => spend(stranger)),
        200,
      ),
    ).toBeLessThan(1_500);
    await holder.rollbackTransaction();
    expect((await asked).body).toMatchObject({ used: 1 });
  });
});
