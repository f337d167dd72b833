import type { Customer } from '../../support/tenure.js';
import { Scene } from './scene.js';

const START = '2025-01-31T10:00:00.123Z';

describe('A late loop', () => {
  let scene: Scene;
  beforeAll(async () => (scene = await Scene.start(START)));
  beforeEach(() => scene.beginAnew(START));
  afterEach(() => scene.expectInvariants());
  afterAll(() => scene.close());

  it('makes a row of every missed cycle, oldest first, and renews each subscription once in a pass', async () => {
    await scene.sql.query(`
      CREATE TABLE opened (place serial, business_id uuid, index integer, pass bigint);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO opened (business_id, index, pass) VALUES (NEW.business_id, NEW.index, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint);
        RETURN NEW;
      END $$;
      CREATE TRIGGER note AFTER INSERT ON cycles FOR EACH ROW EXECUTE FUNCTION note()`);
    const monthly = await scene.plan();
    const daily = await scene.plan({ interval: { unit: 'day', count: 1 } });
    const customers = [await scene.signUp(monthly), await scene.signUp(daily), await scene.signUp(monthly)];
    scene.clock.set('2026-01-31T10:00:00.123Z');
    expect(await scene.run()).toEqual({ renewed: 12 + 365 + 12, switched: 0, ended: 0, setAside: 0 });
    const found: number[] = [];
    for (const { businessId } of customers) found.push((await scene.cycles(businessId)).length);
    expect(found).toEqual([13, 366, 13]);
    const { rows } = await scene.sql.query<{ business_id: string; index: number; pass: string }>(
      'SELECT * FROM opened ORDER BY place',
    );
    for (const { businessId } of customers) {
      const indexes = rows.filter((row) => row.business_id === businessId).map(({ index }) => index);
      expect(indexes).toEqual(indexes.map((_, place) => place));
    }
    const renewals = rows.map((row) => `${row.business_id} in ${row.pass}`);
    expect(new Set(renewals).size).toBe(renewals.length);
    expect(await scene.loopState()).toMatchObject({ due: 0, lagSeconds: 0, setAside: [] });
    await scene.sql.query('DROP FUNCTION note CASCADE');
  });

  const NATURAL: [string, (customer: Customer) => Promise<unknown>, unknown][] = [
    ['a spend', ({ key }) => scene.consume(key, 10).then(({ status }) => status), 200],
    [
      'a refused spend',
      ({ key }) => scene.consume(key, 11).then(({ body }) => body.resetsAt),
      '2025-05-31T10:00:00.123Z',
    ],
    [
      'an entitlement',
      ({ key }) =>
        scene.tenure
          .get('/v1/entitlements/recordings', { key })
          .then(({ body }) => [body.used, body.resetsAt]),
      [0, '2025-05-31T10:00:00.123Z'],
    ],
    [
      'all entitlements',
      ({ key }) => scene.tenure.get('/v1/entitlements', { key }).then(({ status }) => status),
      200,
    ],
    [
      'a hold',
      ({ key }) => scene.tenure.put('/v1/allocations/applications/a', { key }).then(({ body }) => body.used),
      1,
    ],
    [
      'the subscription',
      ({ businessId }) => scene.subscription(businessId).then(({ cycle }) => cycle.index),
      3,
    ],
  ];

  it.each(NATURAL)(
    'makes no difference to %s, which rolls the business forward first',
    async (_name, ask, answer) => {
      const plan = await scene.plan();
      const [customer, other] = [await scene.signUp(plan), await scene.signUp(plan)];
      expect((await scene.consume(customer.key, 10)).status).toBe(200);
      scene.clock.set('2025-05-15T00:00:00Z');
      expect(await ask(customer)).toEqual(answer);
      expect(await scene.cycles(customer.businessId)).toHaveLength(4);
      expect(await scene.cycles(other.businessId)).toHaveLength(1);
    },
  );

  it('leaves lists and its own standing as they are: they roll nobody forward', async () => {
    const { businessId } = await scene.signUp(await scene.plan());
    scene.clock.set('2025-05-15T00:00:00Z');
    const token = scene.operator;
    expect((await scene.tenure.get('/v1/admin/businesses', { token })).status).toBe(200);
    const since = (Date.parse('2025-05-15T00:00:00Z') - Date.parse('2025-02-28T10:00:00.123Z')) / 1000;
    expect(await scene.loopState()).toEqual({ lastRunAt: null, due: 1, lagSeconds: since, setAside: [] });
    expect(await scene.cycles(businessId)).toHaveLength(1);
  });

  it('lets an ended subscription be seen as ended by the very request that finds it over', async () => {
    const { key, businessId } = await scene.signUp(await scene.plan({ whenCycleEnds: 'end' }));
    scene.clock.set('2025-02-28T10:00:00.123Z');
    expect(await scene.consume(key)).toMatchObject({ status: 403, body: { code: 'no_active_subscription' } });
    expect(await scene.tenure.get('/v1/entitlements/recordings', { key })).toMatchObject({
      status: 200,
      body: { allowed: false, reason: 'no_active_subscription' },
    });
    expect(await scene.subscription(businessId)).toMatchObject({ status: 'ended' });
  });

  it('and clocks apart: a spend a little before its cycle starts counts in the open cycle', async () => {
    const { key } = await scene.signUp(await scene.plan());
    scene.clock.set('2025-02-28T10:00:05Z');
    expect(await scene.run()).toMatchObject({ renewed: 1 });
    // The next server's clock is five seconds behind.
    scene.clock.set('2025-02-28T09:59:58Z');
    expect((await scene.consume(key)).body).toMatchObject({ used: 1, cycle: { index: 1 } });
    expect((await scene.tenure.get('/v1/entitlements/recordings', { key })).body).toMatchObject({ used: 1 });
    expect(await scene.run()).toEqual({ renewed: 0, switched: 0, ended: 0, setAside: 0 });
  });
});
