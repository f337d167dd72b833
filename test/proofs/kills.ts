import pg from 'pg';
import { violations } from '../../invariants/invariants.js';
import { type ServerProcess, startServers } from '../support/server-process.js';
import { meanwhile } from '../support/meanwhile.js';
import type { Answer, Customer } from '../support/tenure.js';
import { until, untilRight } from '../support/until.js';
import { lateCrowd } from './crowd.js';
import { judge, runUntilNothingIsDue, type Verdict } from './once.js';

const LIMIT_MS = 5_000;
/** What everything that opens a cycle shares: the first thing a chunk waits for. */
const CYCLES_LOCK = 7_305_005;
const [UPDATE, INSERT, LATER_PASS, COMMIT, NOTE] = [1, 2, 3, 4, 5];

/** Gates in the database at which a renewal stops, as long as somebody holds the lock of that number. */
const GATES = `
  CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NEW;
  END $$;
  CREATE TRIGGER gate_update BEFORE UPDATE ON subscriptions FOR EACH ROW
    WHEN (right(NEW.business_id::text, 1) = 'f') EXECUTE FUNCTION gate(${UPDATE});
  CREATE TRIGGER gate_insert BEFORE INSERT ON cycles FOR EACH ROW
    WHEN (right(NEW.business_id::text, 1) = 'f') EXECUTE FUNCTION gate(${INSERT});
  CREATE TRIGGER gate_later BEFORE INSERT ON cycles FOR EACH ROW WHEN (NEW.index > 1) EXECUTE FUNCTION gate(${LATER_PASS});
  CREATE CONSTRAINT TRIGGER gate_commit AFTER INSERT ON cycles DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate(${COMMIT});
  CREATE TRIGGER gate_note BEFORE INSERT OR UPDATE ON renewal_runs FOR EACH ROW EXECUTE FUNCTION gate(${NOTE})`;

interface Step {
  name: string;
  gate: number;
  /** The gate opens while the server cannot hear of it: the database does its part, and then the server is killed. */
  unheard?: 'idle' | 'idle in transaction';
}

/** In this order, so that each finds something to renew: the first ones leave nothing, then a chunk at a time is done. */
const LOOP: Step[] = [
  { name: 'before anything is read', gate: CYCLES_LOCK },
  { name: 'among the updates', gate: UPDATE },
  { name: 'among the inserts', gate: INSERT },
  { name: 'after the statement, before the commit', gate: INSERT, unheard: 'idle in transaction' },
  { name: 'with the commit under way', gate: COMMIT },
  { name: 'after the commit, before it is heard of', gate: COMMIT, unheard: 'idle' },
  { name: 'in a later pass', gate: LATER_PASS },
  { name: 'before the run is noted', gate: NOTE },
  { name: 'after the run is noted, before the answer', gate: NOTE, unheard: 'idle' },
];
/** The same of a request that rolls its business forward, and of a test clock that is advanced. */
const REQUEST: Step[] = [
  { name: 'of a request, in its second pass', gate: LATER_PASS },
  { name: 'of a request, before its commit', gate: LATER_PASS, unheard: 'idle in transaction' },
];
const ADVANCE: Step[] = [{ name: 'of an advance, after the clock is moved', gate: LATER_PASS }];
const STEPS = [...REQUEST, ...ADVANCE, ...LOOP];

/**
 * A server is killed at each step of a renewal: held there by the database, and shot. After each kill the invariants
 * hold, another server works soon, and in the end every cycle is there once.
 */
export async function proveSteps(subscriptions: number): Promise<Verdict> {
  const cluster = await startServers(1);
  const client = new pg.Pool({ connectionString: cluster.databaseUrl, max: 3 });
  let server = cluster.servers[0] as ServerProcess;
  let slowest = 0;
  try {
    const token = await server.operator();
    const onClock = await server.onTestClock(token, '2026-01-31T12:00:00.000Z', 'free');
    const customer = await lateCustomer(server, client);
    await lateCrowd(client, subscriptions, new Date());
    await client.query(GATES);
    const spend = ({ key }: Customer) => server.post('/v1/usage', { key, body: { feature: 'recordings' } });
    for (const step of STEPS) {
      const call = (): Promise<Answer> => {
        if (LOOP.includes(step)) return server.post('/v1/admin/renewals', { token });
        if (REQUEST.includes(step)) return spend(customer);
        const body = { to: '2026-06-01T00:00:00.000Z' };
        return server.post(`/v1/admin/test-clocks/${onClock.clockId}/advance`, { token, body });
      };
      const answered = await killAt(step, server, cluster.databaseUrl, call);
      if (answered) return { ok: false, figures: `${step.name}: it was answered before it was killed` };
      // Nothing of the killed server runs any more, so this check can run while the next one starts.
      const checked = meanwhile(() => violations(cluster.databaseUrl, { auditDays: null }));
      const begun = performance.now();
      server = await cluster.another();
      // It may be too slow for the first probe, which waits a second for the database.
      const works = (await untilRight(() => server.get('/health/ready'), LIMIT_MS)) < Infinity;
      slowest = Math.max(slowest, performance.now() - begun);
      const broken = (await checked).filter(({ count }) => count > 0);
      if (!works || broken.length > 0) {
        const ready = works ? 'ready' : `not ready within ${LIMIT_MS} ms`;
        return { ok: false, figures: `killed ${step.name}: ${ready}, ${JSON.stringify(broken)}` };
      }
    }
    const [late, clocked] = [await spend(customer), await spend(onClock)];
    const right = late.body.used === 1 && late.body.cycle?.index === 2 && clocked.body.cycle?.index === 8;
    await runUntilNothingIsDue(server, token, client);
    const { ok, figures } = await judge(client, cluster.databaseUrl);
    const requests = right ? '' : `, wrong: ${JSON.stringify([late.body, clocked.body])}`;
    return {
      ok: ok && right && slowest <= LIMIT_MS,
      figures: `killed at ${STEPS.length} steps, ${figures}${requests}, working again within ${Math.round(slowest)} ms`,
    };
  } finally {
    await client.end();
    await cluster.close();
  }
}

/** Kills the server when `call` has come to the step. True when the call was answered all the same. */
async function killAt(
  { gate, unheard }: Step,
  server: ServerProcess,
  databaseUrl: string,
  call: () => Promise<Answer>,
): Promise<boolean> {
  const holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [gate]);
    const answer = call().then(
      () => true,
      () => false,
    );
    const backend = await waitingFor(holder, gate);
    if (unheard !== undefined) {
      process.kill(server.pid, 'SIGSTOP');
      await holder.query('SELECT pg_advisory_unlock($1)', [gate]);
      await untilIts(holder, backend, unheard);
    }
    await server.stop('SIGKILL');
    await holder.query('SELECT pg_advisory_unlock_all()');
    await untilGone(holder);
    return await answer;
  } finally {
    await holder.end();
  }
}

/** The backend that waits for the lock. Who asks so often is at work, and a run that comes to its end rests beside it. */
async function waitingFor(holder: pg.Client, gate: number): Promise<number> {
  const find = async () =>
    (
      await holder.query<{ pid: number }>(
        `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [gate],
      )
    ).rows[0]?.pid;
  return until(find, `somebody comes to gate ${gate}`, 60);
}

async function untilIts(holder: pg.Client, backend: number, state: string): Promise<void> {
  const stateOf = async () =>
    (await holder.query<{ state: string }>('SELECT state FROM pg_stat_activity WHERE pid = $1', [backend]))
      .rows[0]?.state;
  await until(async () => (await stateOf()) === state, `the backend is ${state}`);
}

/** A backend sees that its server is dead when it has done what it was told. */
async function untilGone(holder: pg.Client): Promise<void> {
  const left = () =>
    holder.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tenure'",
    );
  await until(async () => (await left()).rowCount === 0, 'the killed server left no connection');
}

/** Somebody with a key, on a plan of 15 days, who signed up 40 days ago: two cycles are over. */
async function lateCustomer(server: ServerProcess, client: pg.Pool): Promise<Customer> {
  const customer = await server.signUp({ planCode: 'free' });
  const shift = (...columns: string[]) =>
    columns.map((name) => `${name} = ${name} - interval '40 days'`).join();
  const whose = [customer.businessId];
  await client.query(
    `UPDATE subscriptions SET ${shift('cycle_starts_at', 'cycle_ends_at', 'anchor', 'due_at', 'created_at')} WHERE business_id = $1`,
    whose,
  );
  await client.query(
    `UPDATE cycles SET ${shift('starts_at', 'ends_at', 'anchor')} WHERE business_id = $1`,
    whose,
  );
  return customer;
}
