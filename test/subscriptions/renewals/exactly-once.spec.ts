import { EXTEND_TRIAL } from '../../../src/subscriptions/cycles/cycles.sql.js';
import { RenewalLoopService } from '../../../src/subscriptions/renewals/renewal-loop.service.js';
import { TRY_LOCK_WORKER } from '../../../src/subscriptions/renewals/renewal-locks.sql.js';
import { RANGES, RENEW_ALL, RENEW_BUSINESS } from '../../../src/subscriptions/renewals/renewals.sql.js';
import { served } from '../../support/served.js';
import type { Customer } from '../../support/tenure.js';
import { Scene } from './scene.js';
import { runOn } from '../../support/statements.js';

const START = '2025-01-31T10:00:00.123Z';

describe('A cycle is turned exactly once', () => {
  let scene: Scene;
  beforeAll(async () => (scene = await Scene.start(START)));
  beforeEach(() => scene.beginAnew(START));
  afterEach(() => scene.expectInvariants());
  afterAll(() => scene.close());

  const turn = (client: Pick<Scene['sql'], 'query'>, { businessId }: Customer) =>
    runOn(client, RENEW_BUSINESS.all, { now: scene.clock.now(), businessId }).then(({ rows }) => rows[0]);

  const version = async ({ businessId }: Customer): Promise<number> => {
    const { rows } = await scene.sql.query('SELECT version FROM subscriptions WHERE business_id = $1', [
      businessId,
    ]);
    return rows[0].version;
  };

  it('when two servers tick at once and requests roll forward meanwhile', async () => {
    const { client, renewals } = await scene.anotherServer();
    const plan = await scene.plan({ limits: { recordings: 1000, seats: 1 } });
    const customers: Customer[] = [];
    for (let n = 0; n < 6; n += 1) customers.push(await scene.signUp(plan));
    for (const months of [1, 3, 12]) {
      const before = await scene.cycles(customers[0]!.businessId);
      const from = new Date(before.at(-1)!.endsAt);
      scene.clock.set(new Date(from.getTime() + (months - 1) * 31 * 86_400_000 + 1));
      const now = scene.clock.now();
      const [one, two, ...answers] = await Promise.all([
        scene.renewals.run(now),
        renewals.run(now),
        ...customers.flatMap(({ key }) => [
          served(() => scene.consume(key)),
          served(() => scene.consume(key, 1, client)),
        ]),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect((one ?? two)?.setAside).toBe(0);
      // A run that found the other at work has ended at once; what is left is nothing.
      await scene.run();
      for (const customer of customers) {
        const cycles = await scene.cycles(customer.businessId);
        expect(cycles.at(-1)!.startsAt <= now && now < cycles.at(-1)!.endsAt).toBe(true);
        expect(await version(customer)).toBe(cycles.length);
      }
      await scene.expectInvariants();
    }
  });

  describe('when an operator extends its trial at the same moment', () => {
    const END = '2025-02-14T10:00:00.123Z';
    const LATER = '2025-03-01T10:00:00.123Z';
    const extend = ({ businessId }: Customer) => {
      const call = { token: scene.operator, body: { endsAt: LATER } };
      return scene.tenure.post(`/v1/admin/businesses/${businessId}/subscription/trial`, call);
    };

    it('and the loop has read it before: the trial goes on', async () => {
      const customer = await scene.signUp('pro');
      const { id } = await scene.subscription(customer.businessId);
      const other = await scene.transaction();
      try {
        await runOn(other, EXTEND_TRIAL, {
          businessId: customer.businessId,
          id,
          version: 1,
          endsAt: new Date(LATER),
        });
        scene.clock.set(END);
        const ours = turn(scene.sql, customer);
        await scene.untilSomebodyWaitsFor(other);
        await other.query('COMMIT');
        expect(await ours).toMatchObject({ due: 1, switched: 0, setAside: 0 });
      } finally {
        await other.end();
      }
      expect(await scene.subscription(customer.businessId)).toMatchObject({ trialEndsAt: LATER });
      expect(await scene.run()).toMatchObject({ switched: 0 });
      scene.clock.set(LATER);
      expect(await scene.run()).toMatchObject({ switched: 1 });
    });

    it('and the loop has turned it: no trial is running any more', async () => {
      const customer = await scene.signUp('pro');
      scene.clock.set(new Date(Date.parse(END) - 1));
      const other = await scene.transaction();
      try {
        await runOn(other, RENEW_BUSINESS.all, { now: new Date(END), businessId: customer.businessId });
        const answer = extend(customer);
        await scene.untilSomebodyWaitsFor(other);
        await other.query('COMMIT');
        expect(await answer).toMatchObject({ status: 409, body: { code: 'wrong_state', state: 'active' } });
      } finally {
        await other.end();
      }
    });

    it('and its owner cancels: both stand, or the end stands alone', async () => {
      for (const when of ['cycleEnd', 'now', 'cycleEnd', 'now']) {
        const customer = await scene.signUp('pro');
        const path = `/v1/admin/businesses/${customer.businessId}/subscription/cancel`;
        const [extended, canceled] = await Promise.all([
          extend(customer),
          scene.tenure.post(path, { token: scene.operator, body: { when } }),
        ]);
        expect(canceled.status).toBe(200);
        const after = await scene.subscription(customer.businessId);
        if (when === 'now') {
          expect([200, 409]).toContain(extended.status);
          expect(after).toMatchObject({ status: 'ended', endReason: 'operator' });
        } else {
          expect(extended.status).toBe(200);
          expect(after).toMatchObject({ status: 'trialing', trialEndsAt: LATER, cancelAtCycleEnd: true });
          expect(await version(customer)).toBe(3);
        }
      }
    });
  });

  it('when its row is still due after another server has turned it: what was read before is stale', async () => {
    const customer = await scene.signUp(await scene.plan());
    scene.clock.set('2025-06-15T00:00:00Z');
    const other = await scene.transaction();
    try {
      // The other server has turned it, and has not committed yet; ours has read it as it was before.
      expect(await turn(other, customer)).toMatchObject({ due: 1, renewed: 1 });
      const ours = turn(scene.sql, customer);
      await scene.untilSomebodyWaitsFor(other);
      await other.query('COMMIT');
      expect(await ours).toMatchObject({ due: 1, renewed: 0, setAside: 0 });
    } finally {
      await other.end();
    }
    expect(await scene.cycles(customer.businessId)).toHaveLength(2);
    expect(await scene.run()).toEqual({ renewed: 3, switched: 0, ended: 0, setAside: 0 });
    expect(await version(customer)).toBe(5);
  });

  it('when a whole chunk is stale in one row, the other rows of the chunk are turned all the same', async () => {
    const plan = await scene.plan();
    const [stale, fresh] = [await scene.signUp(plan), await scene.signUp(plan)];
    scene.clock.set('2025-06-15T00:00:00Z');
    const other = await scene.transaction();
    try {
      await turn(other, stale);
      const now = scene.clock.now();
      const [range] = (await runOn(scene.sql, RANGES, { now, limit: 5000, size: 5000 })).rows;
      const ours = runOn(scene.sql, RENEW_ALL.all, { now, limit: 5000, ...range });
      await scene.untilSomebodyWaitsFor(other);
      await other.query('COMMIT');
      expect((await ours).rows[0]).toMatchObject({ due: 2, renewed: 1, setAside: 0 });
    } finally {
      await other.end();
    }
    expect(await scene.cycles(stale.businessId)).toHaveLength(2);
    expect(await scene.cycles(fresh.businessId)).toHaveLength(2);
  });

  it('when a spend waits while another server turns it: the spend counts in the newest cycle', async () => {
    const customer = await scene.signUp(await scene.plan());
    scene.clock.set('2025-06-15T00:00:00Z');
    const other = await scene.transaction();
    try {
      await turn(other, customer);
      const spend = scene.consume(customer.key, 4);
      await scene.untilSomebodyWaitsFor(other);
      await other.query('COMMIT');
      expect(await spend).toMatchObject({ status: 200, body: { used: 4, cycle: { index: 4 } } });
    } finally {
      await other.end();
    }
    expect(await version(customer)).toBe(5);
  });

  it('while one run is under way, another answers 409 renewal_running, and requests go on', async () => {
    const { key } = await scene.signUp(await scene.plan());
    scene.clock.set('2025-03-15T00:00:00Z');
    const post = () => scene.tenure.post('/v1/admin/renewals', { token: scene.operator });
    const other = await scene.transaction();
    try {
      expect((await runOn(other, TRY_LOCK_WORKER, { worker: 0 })).rows).toEqual([{ got: true }]);
      expect(await post()).toMatchObject({ status: 409, body: { code: 'renewal_running' } });
      expect(await scene.dryRun()).toMatchObject({ renewed: 1 });
      expect(await scene.loopState()).toMatchObject({ due: 1, lastRunAt: null });
      expect((await scene.consume(key)).body).toMatchObject({ cycle: { index: 1 } });
    } finally {
      await other.end();
    }
    expect(await post()).toMatchObject({ status: 200, body: { renewed: 0 } });
    expect(await scene.loopState()).toMatchObject({ lastRunAt: '2025-03-15T00:00:00.000Z' });
  });

  // The last one, because no server takes requests when the newest one is closed.
  it('and a server that stops ends the chunk under way first', async () => {
    const { businessId } = await scene.signUp(await scene.plan());
    scene.clock.set('2025-06-15T00:00:00Z');
    const { app, renewals } = await scene.anotherServer();
    const loop = app.get(RenewalLoopService);
    const other = await scene.transaction();
    const order: string[] = [];
    try {
      await other.query('SELECT 1 FROM subscriptions WHERE business_id = $1 FOR UPDATE', [businessId]);
      const run = loop.tick().then((counts) => {
        order.push('run');
        return counts;
      });
      await scene.untilSomebodyWaitsFor(other);
      // A tick that finds the run at work must not make the server forget that run.
      expect(await renewals.run(scene.clock.now())).toBeNull();
      expect(await loop.tick()).toBeNull();
      const closed = app.close().then(() => order.push('closed'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(order).toEqual([]);
      await other.query('COMMIT');
      // One pass, then the server stops: the rest is for the others.
      expect(await run).toEqual({ renewed: 1, switched: 0, ended: 0, setAside: 0 });
      await closed;
    } finally {
      await other.end();
    }
    expect(order).toEqual(['run', 'closed']);
    expect(await scene.cycles(businessId)).toHaveLength(2);
    expect(await scene.renewals.run(scene.clock.now())).toMatchObject({ renewed: 3 });
  });
});
