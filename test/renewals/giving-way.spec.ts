import pg from 'pg';
import { RenewalLoopService } from '../../src/subscriptions/renewal-loop.service.js';
import { lateCrowd } from '../proofs/crowd.js';
import { Scene } from './scene.js';

/** Three shares of a run, so that alone it writes two and then one. */
const CROWD = 12_000;
/** Each transaction that opens cycles: when it began and when it had written. */
const RECORDED = `
  CREATE TABLE written (began timestamptz, ended timestamptz);
  CREATE FUNCTION record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO written VALUES (now(), clock_timestamp()); RETURN NULL; END $$;
  CREATE TRIGGER record AFTER INSERT ON cycles EXECUTE FUNCTION record()`;
/** The milliseconds between the end of a chunk and the beginning of the next: negative where they overlap. */
const PAUSES = `
  SELECT extract(epoch FROM next - ended)::float8 * 1000 AS ms
  FROM (SELECT max(ended) AS ended, lead(began) OVER (ORDER BY began) AS next FROM written GROUP BY began) AS chunk
  WHERE next IS NOT NULL`;

describe('A run that turns a crowd', () => {
  let scene: Scene;
  let pool: pg.Pool;
  beforeEach(async () => {
    scene = await Scene.start('2031-06-15T00:00:00.000Z');
    pool = new pg.Pool({ connectionString: scene.tenure.databaseUrl, max: 1 });
    await lateCrowd(pool, CROWD, scene.clock.now());
    await pool.query(RECORDED);
  });
  afterEach(async () => {
    await pool.end();
    await scene.expectInvariants();
    await scene.close();
  });

  /** How many of the pauses between chunks are so. */
  async function pauses(so: (ms: number) => boolean): Promise<number> {
    const { rows } = await pool.query<{ ms: number }>(PAUSES);
    return rows.filter(({ ms }) => so(ms)).length;
  }

  /** Does the work while another session is never silent for long. */
  async function besideOthers<T>(work: () => Promise<T>): Promise<T> {
    let over = false;
    const others = (async () => {
      while (!over) await pool.query('SELECT pg_sleep(0.005)');
    })();
    try {
      return await work();
    } finally {
      over = true;
      await others;
    }
  }

  it('turns two shares at a time while nobody else uses the database', async () => {
    expect(await scene.renewals.run(scene.clock.now())).toMatchObject({ renewed: 2 * CROWD, setAside: 0 });
    expect(await pauses((ms) => ms < 0)).toBeGreaterThan(0);
  });

  it('turns one share at a time beside others, and rests longer than it worked', async () => {
    expect(await besideOthers(() => scene.renewals.run(scene.clock.now()))).toMatchObject({
      renewed: 2 * CROWD,
      setAside: 0,
    });
    expect(await pauses((ms) => ms < 0)).toBe(0);
    expect(await pauses((ms) => ms > 100)).toBe(2);
  });

  it('stops resting when the server stops', async () => {
    const { app } = await scene.anotherServer();
    const counts = await besideOthers(async () => {
      const run = app.get(RenewalLoopService).tick();
      while ((await scene.sql.query('SELECT FROM written')).rowCount === 0);
      await app.close();
      return run;
    });
    expect(counts?.renewed).toBeGreaterThan(0);
    expect(counts?.renewed).toBeLessThan(2 * CROWD);
  });
});
