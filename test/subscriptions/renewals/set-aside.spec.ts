import { jest } from '@jest/globals';
import { DomainError } from '../../../src/common/domain-error.js';
import { SET_ASIDE } from '../../../src/subscriptions/renewals/renewal-loop.sql.js';
import { CurrentSubscriptionService } from '../../../src/subscriptions/subscription/current-subscription.service.js';
import type { Customer } from '../../support/tenure.js';
import { Scene } from './scene.js';
import { withBounds } from '../../support/serving-bounds.js';
import { moved, runOn } from '../../support/statements.js';

const START = '2025-01-31T10:00:00.123Z';
const NONE = { renewed: 0, switched: 0, ended: 0, setAside: 0 };
const MINUTE = 60_000;

/** Damages of one business, how each is repaired, and what the operator then reads. */
const DAMAGE: [name: string, damage: string, repair: string, error: RegExp][] = [
  [
    'a cycle that ends off its boundary',
    `UPDATE subscriptions SET cycle_ends_at = ${moved('cycle_ends_at', '-1 day')}, due_at = ${moved('due_at', '-1 day')} WHERE business_id = $B`,
    `UPDATE subscriptions s SET cycle_ends_at = c.ends_at FROM cycles c WHERE s.business_id = $B AND c.business_id = $B AND c.index = s.cycle_index`,
    /would not start where the last one ends/,
  ],
  [
    'a row that the database refuses to write',
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.business_id = $B THEN RAISE EXCEPTION 'this business is cursed'; END IF; RETURN NEW;
     END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON cycles FOR EACH ROW EXECUTE FUNCTION refuse()`,
    `DROP FUNCTION refuse CASCADE`,
    /this business is cursed/,
  ],
  [
    'a cycle row that stands there already',
    `INSERT INTO cycles SELECT business_id, subscription_id, index + 1, ends_at, ends_at + interval '1 hour', anchor, every, turn + 1, trial, cut_short, plan_version_id FROM cycles WHERE business_id = $B`,
    `DELETE FROM cycles WHERE business_id = $B AND index = 1`,
    /cycles_pkey/,
  ],
  [
    'a plan without a newest version',
    `UPDATE plan_versions SET newest = false WHERE plan_code = $P`,
    `UPDATE plan_versions SET newest = true WHERE plan_code = $P`,
    /no newest version/,
  ],
];

describe('A subscription that cannot be renewed', () => {
  let scene: Scene;
  let cursed: Customer;
  let cursedPlan: string;
  let sound: Customer[];

  // A run waits six times for who holds a subscription.
  beforeAll(async () => (scene = await withBounds({ lock: 300 }, () => Scene.start(START))));
  beforeEach(async () => {
    await scene.beginAnew(START);
    const plan = await scene.plan();
    sound = [await scene.signUp(plan)];
    cursedPlan = await scene.plan();
    cursed = await scene.signUp(cursedPlan);
    sound.push(await scene.signUp(plan));
  });
  afterEach(() => scene.expectInvariants());
  afterAll(() => scene.close());

  const alter = (sql: string) =>
    scene.sql.query(sql.replaceAll('$B', `'${cursed.businessId}'`).replaceAll('$P', `'${cursedPlan}'`));
  const later = (ms: number) => scene.clock.set(new Date(scene.clock.now().getTime() + ms));

  it('because somebody holds it is left for the next run, and all others are renewed', async () => {
    later(40 * 24 * 60 * MINUTE);
    await scene.sql.query('BEGIN');
    await alter('SELECT FROM subscriptions WHERE business_id = $B FOR UPDATE');
    expect(await scene.run()).toEqual({ ...NONE, renewed: sound.length });
    expect((await scene.tenure.get('/metrics')).body).toMatch(
      /^tenure_renewals_total\{event="held_up"\} [1-9]/m,
    );
    await scene.sql.query('COMMIT');
    expect(await scene.run()).toEqual({ ...NONE, renewed: 1 });
  });

  it('is a figure in the metrics, and an operator can end it, or close its business, where its last cycle ended', async () => {
    const other = await scene.signUp(await scene.plan());
    for (const { businessId } of [cursed, other])
      await scene.sql.query(
        `INSERT INTO cycles SELECT business_id, subscription_id, index + 1, ends_at, ends_at + interval '1 hour', anchor,
                every, turn + 1, trial, cut_short, plan_version_id FROM cycles WHERE business_id = $1`,
        [businessId],
      );
    scene.clock.set('2025-06-15T00:00:00Z');
    expect(await scene.run()).toMatchObject({ setAside: 2 });
    expect((await scene.tenure.get('/metrics')).body).toMatch(/^tenure_renewals_set_aside 2$/m);
    await scene.byOperator('POST', cursed.businessId, '/cancel', { when: 'now' });
    const ended = { status: 'ended', endedAt: '2025-02-28T10:00:00.123Z', cycle: { index: 0 } };
    expect(await scene.subscription(cursed.businessId)).toMatchObject({ ...ended, endReason: 'operator' });
    const close = `/v1/admin/businesses/${other.businessId}/close`;
    expect((await scene.tenure.post(close, { token: scene.operator })).status).toBeLessThan(300);
    expect(await scene.subscription(other.businessId)).toMatchObject({ ...ended, endReason: 'closed' });
    expect((await scene.tenure.get('/metrics')).body).toMatch(/^tenure_renewals_set_aside 0$/m);
    // What stood in the way was no cycle of theirs.
    await scene.sql.query('DELETE FROM cycles WHERE business_id = ANY($1) AND index = 1', [
      [cursed.businessId, other.businessId],
    ]);
  });

  it.each(DAMAGE)(
    'is set aside with its error, holds up nobody, and heals: %s',
    async (_name, damage, repair, error) => {
      await alter(damage);
      scene.clock.set('2025-06-15T00:00:00Z');
      // Four cycles of each of the others, though they came into the same chunk.
      expect(await scene.run()).toEqual({ ...NONE, renewed: 8, setAside: 1 });
      for (const { businessId } of sound) expect(await scene.cycles(businessId)).toHaveLength(5);
      const aside = {
        businessId: cursed.businessId,
        subscriptionId: cursed.subscription.id,
        error: expect.stringMatching(error),
      };
      expect(await scene.loopState()).toMatchObject({
        due: 0,
        setAside: [{ ...aside, attempts: 1, nextAttemptAt: '2025-06-15T00:01:00.000Z' }],
      });
      // Not tried again before its next attempt, which then comes later and later.
      later(MINUTE - 1);
      expect(await scene.run()).toEqual(NONE);
      later(1);
      expect(await scene.run()).toEqual({ ...NONE, setAside: 1 });
      expect((await scene.loopState()).setAside).toMatchObject([
        { ...aside, attempts: 2, nextAttemptAt: '2025-06-15T00:03:00.000Z' },
      ]);
      await alter(repair);
      later(2 * MINUTE);
      expect(await scene.run()).toEqual({ ...NONE, renewed: 4 });
      expect((await scene.loopState()).setAside).toEqual([]);
      expect(await scene.boundaries(cursed.businessId)).toEqual(await scene.boundaries(sound[0]!.businessId));
    },
  );

  it.each(DAMAGE)(
    'is read as it was last known, is not spent from, and heals on request: %s',
    async (_name, damage, repair) => {
      await alter(damage);
      scene.clock.set('2025-06-15T00:00:00Z');
      const { key, businessId } = cursed;
      expect(await scene.subscription(businessId)).toMatchObject({ status: 'active', cycle: { index: 0 } });
      expect(await scene.tenure.get('/v1/entitlements/recordings', { key })).toMatchObject({
        status: 200,
        body: { limit: 10 },
      });
      expect(await scene.tenure.get('/v1/entitlements', { key })).toMatchObject({ status: 200 });
      const refused = { status: 503, body: { code: 'renewal_failed' } };
      expect(await scene.consume(key)).toMatchObject(refused);
      expect(await scene.tenure.put('/v1/allocations/applications/a', { key })).toMatchObject(refused);
      expect(await scene.consume(sound[0]!.key)).toMatchObject({ status: 200 });
      await alter(repair);
      expect(await scene.consume(key)).toMatchObject({ status: 200, body: { used: 1, cycle: { index: 4 } } });
      expect((await scene.loopState()).setAside).toEqual([]);
    },
  );

  it('is ended by an operator also where an edit of running cycles had locked it', async () => {
    const patch = { token: scene.operator, body: { limits: { recordings: 20 } } };
    expect((await scene.tenure.patch(`/v1/admin/plans/${cursedPlan}`, patch)).status).toBe(200);
    const failed = new DomainError('renewal_failed', 'The subscription could not be renewed.');
    jest.spyOn(scene.tenure.app.get(CurrentSubscriptionService), 'lock').mockRejectedValueOnce(failed);
    const edit = await scene.transaction();
    for (const table of ['subscriptions', 'cycles'])
      await edit.query(
        `UPDATE ${table} SET plan_version_id = (SELECT id FROM plan_versions WHERE plan_code = $2 AND newest) WHERE business_id = $1`,
        [cursed.businessId, cursedPlan],
      );
    const canceled = scene.byOperator('POST', cursed.businessId, '/cancel', { when: 'now' });
    await scene.untilSomebodyWaitsFor(edit);
    await edit.query('COMMIT');
    await edit.end();
    await canceled;
    expect(await scene.subscription(cursed.businessId)).toMatchObject({ status: 'ended' });
  });

  it('is not opened a cycle that would start after now, when it comes up too early', async () => {
    await alter(`UPDATE subscriptions SET due_at = created_at WHERE business_id = $B`);
    scene.clock.set('2025-02-10T00:00:00Z');
    expect(await scene.dryRun()).toEqual({ ...NONE, setAside: 1 });
    expect(await scene.run()).toEqual({ ...NONE, setAside: 1 });
    expect((await scene.loopState()).setAside).toMatchObject([
      { error: expect.stringMatching(/start after now/) },
    ]);
    expect(await scene.cycles(cursed.businessId)).toHaveLength(1);
    // Nothing else is wrong with it: spends go on, and the cycle's end finds it.
    expect(await scene.consume(cursed.key)).toMatchObject({ status: 200 });
    scene.clock.set('2025-03-10T00:00:00Z');
    expect(await scene.run()).toEqual({ ...NONE, renewed: 3 });
  });

  it('is tried at last every 64 minutes', async () => {
    const [, damage, repair] = DAMAGE[0]!;
    await alter(damage);
    scene.clock.set('2025-06-15T00:00:00Z');
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await scene.run();
      const [{ nextAttemptAt }] = (await scene.loopState()).setAside;
      waits.push((Date.parse(nextAttemptAt) - scene.clock.now().getTime()) / MINUTE);
      scene.clock.set(nextAttemptAt);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64]);
    await alter(repair);
    await scene.run();
  });

  it('is not set aside by a server that failed on what another has turned since', async () => {
    scene.clock.set('2025-06-15T00:00:00Z');
    const { businessId, subscription } = cursed;
    const stale = { now: scene.clock.now(), businessId, id: subscription.id, error: 'stale', version: 1 };
    await scene.run();
    await alter(`UPDATE subscriptions SET due_at = created_at WHERE business_id = $B`);
    expect((await runOn(scene.sql, SET_ASIDE, stale)).rowCount).toBe(0);
    await alter(`UPDATE subscriptions SET due_at = cycle_ends_at WHERE business_id = $B`);
  });
});
