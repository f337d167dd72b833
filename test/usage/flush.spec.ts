import { Connections } from '../../src/common/connections.js';
import { countDeadlocks, noticeDeadlocks } from '../support/deadlocks.js';
import { expectInvariants } from '../support/invariants.js';
import { type Answer, type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

describe.each(['on', 'off'])('A flush, with USAGE_BATCHING=%s', (batching) => {
  let tenure: Tenure;
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: batching });
    await noticeDeadlocks(tenure.databaseUrl);
  });
  afterEach(async () => {
    // With a trigger of a test.
    await tenure.dataSource.query('DROP FUNCTION IF EXISTS planted CASCADE');
    await expectInvariants(tenure.databaseUrl);
  });
  afterAll(() => tenure.close());

  const spend = (customer: Customer, key?: string) =>
    tenure.post('/v1/usage', {
      key: customer.key,
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body: { feature: 'recordings' },
    });
  const used = async (customer: Customer) =>
    (await tenure.get('/v1/entitlements/recordings', { key: customer.key })).body.used;
  const plant = (body: string) =>
    tenure.dataSource.query(
      `CREATE OR REPLACE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$;
       CREATE TRIGGER planted BEFORE INSERT OR UPDATE ON usage_counters FOR EACH ROW EXECUTE FUNCTION planted()`,
    );

  /** The result of `what` for each statement that a planted function keeps asleep. */
  const ofSleepers = (what: string) =>
    tenure.dataSource.query(
      `SELECT ${what} FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND state = 'active' AND wait_event = 'PgSleep'`,
    );

  it('fails the caller of a bad row and none of its neighbours', async () => {
    const customers = await Promise.all(Array.from({ length: 8 }, () => tenure.signUp()));
    const [bad, ...good] = customers as [Customer, ...Customer[]];
    const before = await tenure.signUp();
    const gate = tenure.dataSource.createQueryRunner();
    await gate.query('SELECT pg_advisory_lock(1)');
    await plant(
      `IF NEW.business_id = '${before.businessId}' THEN
         WHILE NOT pg_try_advisory_xact_lock_shared(1) LOOP PERFORM pg_sleep(0.01); END LOOP;
       END IF;
       IF NEW.business_id = '${bad.businessId}' THEN RAISE EXCEPTION 'planted'; END IF;`,
    );
    // While the first flush is under way, the others arrive and form the next one.
    const first = spend(before);
    let asked: Promise<Answer[]>;
    try {
      await until(async () => (await ofSleepers('pid')).length > 0, 'the first flush is under way');
      tenure.breaks = true;
      asked = Promise.all(customers.flatMap((customer) => [spend(customer), spend(customer)]));
      const connections = tenure.app.get(Connections);
      // Without batching, nobody waits for the first flush.
      if (batching === 'on')
        await until(() => connections.count().underWay === 17, 'all others have arrived');
    } finally {
      await gate.query('SELECT pg_advisory_unlock(1)');
      await gate.release();
    }
    const answers = await asked;
    tenure.breaks = false;
    expect((await first).status).toBe(200);
    expect(answers.map(({ status }) => status)).toEqual(
      customers.flatMap((one) => (one === bad ? [500, 500] : [200, 200])),
    );
    for (const customer of good) expect(await used(customer)).toBe(2);
    expect(await used(bad)).toBe(0);
  });

  it('answers a lost connection with 503 outcome_unknown and Retry-After, and the key makes asking again safe', async () => {
    const customer = await tenure.signUp();
    await spend(customer);
    await plant('PERFORM pg_sleep(0.3);');
    const asked = Promise.all(['a', 'b', 'c'].map((key) => spend(customer, key)));
    await until(async () => (await ofSleepers('pg_terminate_backend(pid)')).length > 0, 'a flush is ended');
    const answers = await asked;
    const lost = answers.filter(({ status }) => status === 503);
    expect(lost.length).toBeGreaterThan(0);
    for (const { body, headers } of lost) {
      expect(body.code).toBe('outcome_unknown');
      expect(headers.get('retry-after')).toBe('1');
    }
    await tenure.dataSource.query('DROP TRIGGER planted ON usage_counters');
    for (const key of ['a', 'b', 'c']) expect((await spend(customer, key)).status).toBe(200);
    expect(await used(customer)).toBe(4);
  });

  it('grants hundreds of callers what is left to the unit and deadlocks never, over many businesses', async () => {
    const customers = await Promise.all(Array.from({ length: 3 }, () => tenure.signUp()));
    const answers = await Promise.all(
      Array.from({ length: 360 }, (_, n) =>
        spend(customers[n % 3] as Customer, n % 4 === 0 ? `key-${n}` : undefined),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(300);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(60);
    expect(await countDeadlocks(tenure.databaseUrl)).toBe(0);
  });

  it('grants what fits behind a wish that does not, in the order of arrival', async () => {
    const customer = await tenure.signUp();
    const items = [60, 60, 30, 30, 10, 1].map((amount) => ({ feature: 'recordings', amount }));
    const { body } = await tenure.post('/v1/usage/batch', { key: customer.key, body: { items } });
    expect(body.data.map(({ status }: any) => status)).toEqual([200, 402, 200, 402, 200, 402]);
  });
});
