import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { violations } from '../../invariants/invariants.js';
import { LOOK_FOR_JOBS } from '../support/queues.js';
import { Receiver } from '../support/receiver.js';
import { type ServerProcess, startServers } from '../support/server-process.js';
import { until } from '../support/until.js';

/** Gates in the database at which a delivery stops, as long as somebody holds the lock of that number. */
const [TAKE, FAN_OUT, RECORD, COMMIT, DONE] = [71, 72, 73, 74, 75];
const GATES = `
  CREATE FUNCTION webhook_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN COALESCE(NEW, OLD);
  END $$;
  CREATE TRIGGER gate_take BEFORE UPDATE ON graphile_worker._private_jobs FOR EACH ROW
    WHEN (OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL AND NEW.flags IS NOT NULL) EXECUTE FUNCTION webhook_gate(${TAKE});
  CREATE TRIGGER gate_done BEFORE DELETE ON graphile_worker._private_jobs FOR EACH ROW
    WHEN (OLD.flags IS NOT NULL) EXECUTE FUNCTION webhook_gate(${DONE});
  CREATE TRIGGER gate_fan_out BEFORE INSERT ON webhook_deliveries FOR EACH ROW EXECUTE FUNCTION webhook_gate(${FAN_OUT});
  CREATE TRIGGER gate_record BEFORE INSERT ON webhook_attempts FOR EACH ROW EXECUTE FUNCTION webhook_gate(${RECORD});
  CREATE CONSTRAINT TRIGGER gate_commit AFTER INSERT ON webhook_attempts DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION webhook_gate(${COMMIT})`;

interface Step {
  name: string;
  /** The lock that somebody holds, so that the server waits there. */
  gate?: number;
  /** Nobody can read the endpoints. */
  isTaken?: true;
  /** What the receiver does when the server connects, or has sent all. */
  receiver?: 'connected' | 'sent';
  /** How many POSTs have to be there in the end, at least. */
  posts: number;
}

const STEPS: Step[] = [
  { name: 'while the event is handed out', gate: FAN_OUT, posts: 1 },
  { name: 'before the job is taken', gate: TAKE, posts: 1 },
  { name: 'before the claim', gate: TAKE, isTaken: true, posts: 1 },
  { name: 'signed and connected, nothing read', receiver: 'connected', posts: 1 },
  { name: 'sent, not answered', receiver: 'sent', posts: 2 },
  { name: 'answered, not recorded', gate: RECORD, posts: 2 },
  { name: 'recorded, not committed', gate: COMMIT, posts: 2 },
  { name: 'recorded, the job not taken away', gate: DONE, posts: 1 },
];

/**
 * Kills a server at each step of a delivery. Afterwards another server delivers the event: at least once, with the same id,
 * signed; what was recorded is not sent again. It mostly waits, so one half of the steps goes on beside the other, each with its own
 * database.
 */
export async function proveKills(rounds: number): Promise<{ ok: boolean; figures: string }> {
  const halves = [0, 1].map((half) => STEPS.filter((_, n) => n % 2 === half));
  const found = await Promise.all(halves.map((steps) => killAtEach(steps, rounds)));
  const faults = found.flatMap((half) => half.faults);
  const posts = found.reduce((sum, half) => sum + half.posts, 0);
  const figures = `killed at ${STEPS.length} steps, ${STEPS.length * rounds} events, ${posts} POSTs, 0 lost`;
  return { ok: faults.length === 0, figures: faults.length === 0 ? figures : faults.join('; ') };
}

/** What was wrong after each kill, and how many POSTs came. */
async function killAtEach(steps: Step[], rounds: number): Promise<{ faults: string[]; posts: number }> {
  const cluster = await startServers(1, { WEBHOOK_NETWORKS: '127.0.0.0/8' });
  const receiver = await Receiver.start();
  const client = new pg.Client({ connectionString: cluster.databaseUrl });
  await client.connect();
  const faults: string[] = [];
  let server = cluster.servers[0] as ServerProcess;
  let posts = 0;
  try {
    const { token, businessId } = await server.signUp();
    const body = { url: receiver.url, types: ['bot.created'] };
    const { id, secret } = (await server.post('/v1/webhooks', { token, body })).body;
    receiver.secrets.push(secret as string);
    await client.query(GATES);
    for (const step of Array.from({ length: rounds }, () => steps).flat()) {
      const before = receiver.received.length;
      await killAt(step, server, client, cluster.databaseUrl, receiver, token).catch((error: Error) => {
        throw new Error(`${step.name}: ${error.message}`);
      });
      receiver.answer(204);
      receiver.onConnection = () => undefined;
      // What a dead server has taken is given back after a minute.
      await client.query(
        `UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '2 minutes'`,
      );
      server = await cluster.another();
      const event = await deliveredLast(client, businessId, id as string);
      // The sign-up made a bot, too.
      const came = receiver.received.slice(before).filter((each) => each.id === event);
      posts += came.length;
      if (event === null) faults.push(`${step.name}: it was not delivered`);
      if (came.length < step.posts) faults.push(`${step.name}: ${came.length} came`);
      if (step.gate === DONE && came.length !== 1)
        faults.push(`${step.name}: sent again after it was recorded`);
      if (came.some(({ signedBy }) => signedBy[0] !== 0)) faults.push(`${step.name}: not signed`);
    }
    const broken = (await violations(cluster.databaseUrl, { auditDays: null })).filter(
      ({ count }) => count > 0,
    );
    faults.push(...broken.map((each) => JSON.stringify(each)));
    return { faults, posts };
  } finally {
    await client.end();
    await receiver.stop();
    await cluster.close();
  }
}

async function killAt(
  { gate, isTaken, receiver: at }: Step,
  server: ServerProcess,
  client: pg.Client,
  databaseUrl: string,
  receiver: Receiver,
  token: string,
): Promise<void> {
  const holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  try {
    if (gate !== undefined) await holder.query('SELECT pg_advisory_lock($1)', [gate]);
    const reached = new Promise<void>((resolve) => {
      if (at === 'connected')
        receiver.onConnection = (socket) => {
          socket.pause();
          resolve();
        };
      if (at === 'sent') receiver.answer(() => resolve());
    });
    await server.post('/v1/bots', { token, body: { name: 'Importer' } });
    if (isTaken !== undefined) {
      // Handed out, and then unreadable before the job comes to it: the job is held, then the table.
      await waiting(client, AT_GATE(TAKE));
      await holder.query('BEGIN; LOCK TABLE webhook_endpoints IN ACCESS EXCLUSIVE MODE');
      await holder.query('SELECT pg_advisory_unlock($1)', [TAKE]);
      await waiting(client, "l.relation = 'webhook_endpoints'::regclass");
    } else if (gate !== undefined) await waiting(client, AT_GATE(gate));
    else await reached;
    await server.stop('SIGKILL');
    // PostgreSQL would finish a statement that it has heard: what the server began is broken off with it.
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'tenure'`,
    );
  } finally {
    await holder.end();
  }
  await untilGone(client);
}

const AT_GATE = (gate: number): string => `l.locktype = 'advisory' AND l.objid = ${gate}`;

/** Waits until somebody waits for a lock of this database. Other tests share the cluster, and wait for locks of their own. */
async function waiting(client: pg.Client, which: string): Promise<void> {
  const waits = `SELECT 1 FROM pg_locks l WHERE ${which} AND NOT l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  await until(async () => (await client.query(waits)).rowCount, `somebody waits where ${which}`, 15);
}

async function untilGone(client: pg.Client): Promise<void> {
  const left = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tenure'`;
  await until(async () => (await client.query(left)).rowCount === 0, 'the killed server left no connection');
}

/** The id of the newest event of the business, once its delivery is over; null when that never happens. */
async function deliveredLast(
  client: pg.Client,
  businessId: string,
  endpointId: string,
): Promise<string | null> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { rows } = await client.query<{ id: string; open: boolean }>(
      `SELECT (SELECT e.id FROM events e WHERE e.business_id = $1 AND e.type = 'bot.created' ORDER BY e.sequence DESC LIMIT 1) AS id,
              EXISTS (SELECT FROM event_outbox) OR EXISTS (SELECT FROM graphile_worker._private_jobs WHERE flags ? $2)
              OR EXISTS (SELECT FROM webhook_deliveries WHERE endpoint_id = $2::uuid AND state <> 'delivered') AS open`,
      [businessId, endpointId],
    );
    if (rows[0]?.open === false) return rows[0].id;
    // The server that was started notices a job that is due only at its next look.
    if (tries % 4 === 0) await client.query(LOOK_FOR_JOBS);
    await sleep(50);
  }
  return null;
}
