import fc from 'fast-check';
import pg from 'pg';
import { Database } from '../../../src/database/database.js';
import { observeStatements } from '../../../src/database/sql.js';
import { RenewalRunsService } from '../../../src/subscriptions/renewals/renewal-runs.service.js';
import { lateCrowd } from '../../proofs/crowd.js';
import { Scene } from './scene.js';
import { moved } from '../../support/statements.js';

const DAY = 86_400_000;
const START = Date.parse('2024-01-31T10:00:00.123Z');
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

describe('A dry run', () => {
  let scene: Scene;
  beforeAll(async () => (scene = await Scene.start(new Date(START).toISOString())));
  beforeEach(() => scene.beginAnew(new Date(START).toISOString()));
  afterEach(() => scene.expectInvariants());
  afterAll(() => scene.close());

  const everything = async () => {
    const { rows } = await scene.sql.query(
      `SELECT (SELECT jsonb_agg(s ORDER BY s.business_id, s.id) FROM subscriptions s) AS subscriptions,
              (SELECT jsonb_agg(c ORDER BY c.business_id, c.subscription_id, c.index) FROM cycles c) AS cycles,
              (SELECT jsonb_agg(r) FROM renewal_runs r) AS runs`,
    );
    return rows[0];
  };

  it(`writes nothing and says exactly what the run then does, on random plans (SEED=${SEED})`, async () => {
    const interval = fc.oneof(
      fc.record({ unit: fc.constant('day'), count: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ unit: fc.constant('week'), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ unit: fc.constant('month'), count: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ unit: fc.constant('year'), count: fc.constant(1) }),
    );
    const ending = fc.oneof(
      { weight: 3, arbitrary: fc.constant('renew') },
      fc.constant('end'),
      fc.constant('switch'),
    );
    const life = fc.record({
      interval,
      trialDays: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
      whenCycleEnds: ending,
      whenTrialEnds: ending,
      startsAfterDays: fc.integer({ min: 0, max: 100 }),
    });
    const lives = fc.sample(life, { numRuns: 25, seed: SEED });
    const codes = [await scene.plan(), await scene.plan({ interval: { unit: 'week', count: 2 } })];
    const then = (what: string, n: number) =>
      what === 'switch' ? { switchTo: codes[(n * 7) % codes.length] } : what;
    for (const [n, { startsAfterDays: _, whenCycleEnds, whenTrialEnds, ...terms }] of lives.entries()) {
      const ends = { whenCycleEnds: then(whenCycleEnds, n), whenTrialEnds: then(whenTrialEnds, n + 1) };
      codes.push(await scene.plan({ ...terms, ...ends }));
    }
    const bySignUp = lives.map(({ startsAfterDays }, n) => ({ startsAfterDays, code: codes[n + 2]! }));
    for (const { startsAfterDays, code } of bySignUp.toSorted(
      (a, b) => a.startsAfterDays - b.startsAfterDays,
    )) {
      scene.clock.set(new Date(START + startsAfterDays * DAY));
      await scene.signUp(code);
    }
    let opened = 0;
    for (const days of [101, 101.5, 160, 365, 366, 800]) {
      scene.clock.set(new Date(START + days * DAY));
      const before = await everything();
      const forecast = await scene.dryRun();
      expect(await everything()).toEqual(before);
      expect(await scene.run()).toEqual(forecast);
      expect(await scene.dryRun()).toEqual({ renewed: 0, switched: 0, ended: 0, setAside: 0 });
      opened += forecast.renewed + forecast.switched + forecast.ended;
    }
    expect(opened).toBeGreaterThan(25);
  });

  it('foresees what is set aside', async () => {
    const plan = await scene.plan();
    const { businessId } = await scene.signUp(plan);
    await scene.signUp(plan);
    await scene.sql.query(
      `UPDATE subscriptions SET cycle_ends_at = ${moved('cycle_ends_at', '-1 day')}, due_at = ${moved('due_at', '-1 day')}
       WHERE business_id = $1`,
      [businessId],
    );
    scene.clock.set('2024-05-01T00:00:00Z');
    expect(await scene.dryRun()).toEqual({ renewed: 3, switched: 0, ended: 0, setAside: 1 });
    expect(await scene.run()).toEqual({ renewed: 3, switched: 0, ended: 0, setAside: 1 });
    await scene.sql.query(
      `UPDATE subscriptions s SET cycle_ends_at = c.ends_at FROM cycles c
       WHERE s.business_id = $1 AND c.business_id = $1`,
      [businessId],
    );
  });

  it('reads a distributed database page by page, and counts the same', async () => {
    const now = new Date('2024-06-01T00:00:00Z');
    const pool = new pg.Pool({ connectionString: scene.tenure.databaseUrl, max: 1 });
    await lateCrowd(pool, 4_100, now);
    await pool.end();
    scene.clock.set(now);
    const database = await new Database(scene.tenure.databaseUrl, true).initialize();
    const asked: string[] = [];
    observeStatements((name, work) => {
      asked.push(name);
      return work();
    });
    try {
      const lapses = { rule: async () => ({ held: false, since: now }) } as never;
      const counts = await new RenewalRunsService(database, null as never, null as never, lapses).dryRun(now);
      expect(counts).toEqual({ renewed: 8_201, switched: 0, ended: 0, setAside: 0 });
    } finally {
      observeStatements(null);
      await database.destroy();
    }
    expect(asked.filter((name) => name === 'renewal_starts_all')).toHaveLength(3);
    expect(await scene.dryRun()).toMatchObject({ renewed: 8_201 });
  });
});
