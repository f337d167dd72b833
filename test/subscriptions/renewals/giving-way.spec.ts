import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ADVISORY_LOCKS } from '../../../src/database/advisory-locks.js';
import { RenewalLoopService } from '../../../src/subscriptions/renewals/renewal-loop.service.js';
import { PACE } from '../../../src/subscriptions/renewals/renewal-runs.service.js';
import { RANGES } from '../../../src/subscriptions/renewals/renewals.sql.js';
import { lateCrowd } from '../../proofs/crowd.js';
import { Scene } from './scene.js';
import { until } from '../../support/until.js';
import { runOn } from '../../support/statements.js';

const START = '2031-06-15T00:00:00.000Z';
/** Smaller than in production, and large enough that the rest after a range can be seen. */
const RANGE = 2_000;
/** Three ranges of a run, so that alone it writes two and then one. */
const CROWD = 4_800;
/** Each transaction that opens cycles: when it began and when it had written. */
const RECORDED = `
  CREATE TABLE written (began timestamptz, ended timestamptz);
  CREATE FUNCTION record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO written VALUES (now(), clock_timestamp()); RETURN NULL; END $$;
  CREATE TRIGGER record AFTER INSERT ON cycles EXECUTE FUNCTION record()`;
/** Removes what the test before made and `Scene.beginAnew` leaves. */
const NO_CROWD = `
  DROP TABLE IF EXISTS crowd, written;
  DROP FUNCTION IF EXISTS record CASCADE;
  DELETE FROM plan_versions WHERE plan_code = 'crowd';
  DELETE FROM plans WHERE code = 'crowd'`;
/** The milliseconds between the end of a chunk and the beginning of the next: negative where they overlap. */
const PAUSES = `
  SELECT extract(epoch FROM next - ended)::float8 * 1000 AS ms
  FROM (SELECT max(ended) AS ended, lead(began) OVER (ORDER BY began) AS next FROM written GROUP BY began) AS chunk
  WHERE next IS NOT NULL`;
/** The session that holds a lane and is silent for a tenth of a second. */
const RESTING = `
  SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.classid = ${ADVISORY_LOCKS.renewalWorkers} AND a.datname = current_database()
    AND a.state = 'idle in transaction' AND a.state_change < clock_timestamp() - interval '100 ms'`;

describe('A run that turns a crowd', () => {
  let scene: Scene;
  let pool: pg.Pool;
  const { rangeSize } = PACE;
  beforeAll(async () => {
    PACE.rangeSize = RANGE;
    scene = await Scene.start(START);
    pool = new pg.Pool({ connectionString: scene.tenure.databaseUrl, max: 1 });
  });
  beforeEach(async () => {
    await scene.beginAnew(START);
    await pool.query(NO_CROWD);
    await lateCrowd(pool, CROWD, scene.clock.now());
    await pool.query(RECORDED);
  });
  afterEach(() => scene.expectInvariants());
  afterAll(async () => {
    PACE.rangeSize = rangeSize;
    await pool.end();
    await scene.close();
  });

  /** How many of the pauses between chunks are so. */
  async function pauses(so: (ms: number) => boolean): Promise<number> {
    const { rows } = await pool.query<{ ms: number }>(PAUSES);
    return rows.filter(({ ms }) => so(ms)).length;
  }

  /** Does the work while another session is at work without a break. */
  async function besideOthers(work: () => Promise<void>): Promise<void> {
    const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const others = pool.query('SELECT pg_sleep(60)').catch(() => undefined);
    try {
      await work();
    } finally {
      await scene.sql.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]);
      await others;
    }
  }

  /** Returns when a run is in its lane and has not said a word for longer than it would between two statements. */
  async function untilItRests(): Promise<void> {
    await until(async () => (await scene.sql.query(RESTING)).rowCount === 1, 'a run rests');
  }

  it('is parted into ranges of which none is empty, and turns two at a time while nobody else uses the database', async () => {
    const ranges = async (of: number) =>
      (await runOn(scene.sql, RANGES, { now: scene.clock.now(), limit: 100_000, size: of })).rowCount;
    // With an empty one, a run would go on for ever beside a lane that is held.
    expect(await ranges(CROWD / 3)).toBe(3);
    expect(await ranges(CROWD / 3 - 1)).toBe(4);
    expect(await ranges(CROWD)).toBe(1);
    const overlaps = () => pauses((ms) => ms < 0);
    // Our own mail worker looks for work now and then, and a run that hears it gives way. Not each of these does.
    for (const month of ['06', '08', '10', '12']) {
      if ((await overlaps()) > 0) break;
      scene.clock.set(`2031-${month}-15T00:00:00.000Z`);
      expect(await scene.renewals.run(scene.clock.now())).toMatchObject({ renewed: 2 * CROWD, setAside: 0 });
    }
    expect(await overlaps()).toBeGreaterThan(0);
  });

  it('turns one range at a time beside others, and rests; its lane is kept meanwhile, so another run answers that one is under way', async () => {
    await besideOthers(async () => {
      const run = scene.renewals.run(scene.clock.now());
      await untilItRests();
      expect(await scene.renewals.run(scene.clock.now())).toBeNull();
      expect(await run).toMatchObject({ renewed: 2 * CROWD, setAside: 0 });
    });
    expect(await pauses((ms) => ms < 0)).toBe(0);
    expect(await pauses((ms) => ms > 100)).toBe(2);
  });

  it('answers 503 when its connection breaks while it rests, and a later run goes on', async () => {
    const ask = () => scene.tenure.post('/v1/admin/renewals', { token: scene.operator });
    await besideOthers(async () => {
      const run = ask();
      await untilItRests();
      await scene.sql.query(RESTING.replace('SELECT FROM', 'SELECT pg_terminate_backend(a.pid) FROM'));
      expect(await run).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } });
    });
    const later = await scene.renewals.run(scene.clock.now());
    expect(later?.renewed).toBeGreaterThan(0);
  });

  it('ends when a lane is held by a server that stands still, and leaves the rest to a later run', async () => {
    const still = await scene.transaction();
    await still.query(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.renewalWorkers}, 0)`);
    await sleep(50);
    let counts = await scene.renewals.run(scene.clock.now());
    // While our own mail worker looks for work, a run keeps to the lane that is held: a later tick finds the other one.
    for (let tick = 1; counts === null && tick < 5; tick += 1)
      counts = await scene.renewals.run(scene.clock.now());
    await still.end();
    const later = await scene.renewals.run(scene.clock.now());
    expect(counts?.renewed).toBeGreaterThan(0);
    expect(later?.renewed).toBeGreaterThan(0);
    expect((counts?.renewed ?? 0) + (later?.renewed ?? 0)).toBe(2 * CROWD);
  });

  // Last: once its second server is closed, no request of the first can be identified.
  it('begins no other range when the server stops while it rests', async () => {
    const { app } = await scene.anotherServer();
    const written = async () => (await scene.sql.query('SELECT FROM written')).rowCount;
    await besideOthers(async () => {
      const run = app.get(RenewalLoopService).tick();
      await untilItRests();
      const before = await written();
      await app.close();
      expect((await run)?.renewed).toBeLessThan(2 * CROWD);
      expect(await written()).toBe(before);
    });
  });
});
