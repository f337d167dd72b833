import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { violations } from '../../invariants/invariants.js';
import { Receiver } from '../support/receiver.js';
import { LOOK_FOR_JOBS } from '../support/queues.js';
import { type ServerProcess, startServers } from '../support/server-process.js';

/** Tries of a delivery before it is given up, as docs/webhooks.md promises. */
const TRIES = 10;

/** A credit as the events describe it. */
const CREDIT = {
  ...{ id: randomUUID(), feature: 'recordings', amount: 1, remaining: 1, priority: 50, reason: 'A gift' },
  ...{ startsAt: new Date(), expiresAt: null, voidedAt: null, createdAt: new Date() },
};

/**
 * Events for a receiver that fails half of all attempts, by two servers, while the secret is replaced again and again: each
 * is delivered, each attempt signed with a secret that was shown before it, and the sequence has no gap.
 */
export async function proveCrowd(events: number): Promise<{ ok: boolean; figures: string }> {
  const cluster = await startServers(2, { WEBHOOK_NETWORKS: '127.0.0.0/8' });
  const receiver = await Receiver.start();
  const client = new pg.Client({ connectionString: cluster.databaseUrl });
  await client.connect();
  try {
    const [server] = cluster.servers as [ServerProcess];
    const { token, businessId } = await server.signUp();
    const body = { url: receiver.url, types: ['credit.granted'] };
    const { id, secret } = (await server.post('/v1/webhooks', { token, body })).body;
    receiver.secrets.push(secret as string);
    let count = 0;
    let failed = 0;
    const tries = new Map<string, number>();
    receiver.answer((response, { id: delivery }) => {
      tries.set(delivery, (tries.get(delivery) ?? 0) + 1);
      // Among many deliveries some would fail at each of their tries by chance, and be given up.
      const fails = (count += 1) % 2 === 0 && (tries.get(delivery) ?? 0) < TRIES;
      if (fails) failed += 1;
      response.writeHead(fails ? 503 : 204).end();
    });
    const begun = performance.now();
    await client.query(
      `INSERT INTO event_outbox (business_id, type, at, data)
       SELECT $1, 'credit.granted', now(), json_build_object('credit', $3::json) FROM generate_series(1, $2::int)`,
      [businessId, events, JSON.stringify(CREDIT)],
    );
    const rotations = await untilDelivered(client, id as string, events, async () => {
      const made = await server.post(`/v1/webhooks/${id}/rotate`, { token, body: { overlapSeconds: 3_600 } });
      receiver.secrets.push(made.body.secret as string);
    });
    const seconds = (performance.now() - begun) / 1_000;
    const ids = new Set(receiver.received.map((each) => each.id));
    const unsigned = receiver.received.filter(({ signedBy }) => signedBy.length === 0).length;
    const sequences = new Set(receiver.received.map(({ event }) => event.sequence as number));
    const gaps = Math.max(...sequences) - Math.min(...sequences) + 1 - sequences.size;
    const broken = (await violations(cluster.databaseUrl, { auditDays: null })).filter(
      (each) => each.count > 0,
    );
    const figures =
      `${events} events, ${receiver.received.length} attempts, ${failed} of them failed, ${events - ids.size} lost, ${gaps} gaps, ` +
      `${unsigned} unsigned under ${rotations} rotations, ${seconds.toFixed(0)} s`;
    const ok = ids.size === events && gaps === 0 && unsigned === 0 && broken.length === 0 && rotations > 0;
    return { ok, figures: broken.length === 0 ? figures : `${figures} ${JSON.stringify(broken)}` };
  } finally {
    await client.end();
    await receiver.stop();
    await cluster.close();
  }
}

/**
 * Waits until everything is delivered, brings attempts forward that wait for longer than a second, and calls `meanwhile` up to
 * four times. Returns how often it did.
 */
async function untilDelivered(
  client: pg.Client,
  endpointId: string,
  events: number,
  meanwhile: () => Promise<void>,
): Promise<number> {
  let calls = 0;
  for (let tries = 0; tries < 3_000; tries += 1) {
    const { rows } = await client.query<{ delivered: number; over: number }>(
      `SELECT count(*) FILTER (WHERE state = 'delivered')::int AS delivered, count(*) FILTER (WHERE state <> 'pending')::int AS over
       FROM webhook_deliveries WHERE endpoint_id = $1`,
      [endpointId],
    );
    const [counts] = rows;
    if (counts?.delivered === events) return calls;
    if (counts?.over === events)
      throw new Error(`${counts.delivered} were delivered, and the others given up.`);
    await client.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now()
       WHERE id IN (SELECT id FROM graphile_worker._private_jobs WHERE run_at > now() + interval '1 second' AND flags ? $1
                    FOR UPDATE SKIP LOCKED)`,
      [endpointId],
    );
    await client.query(LOOK_FOR_JOBS);
    if (calls < 4) {
      await meanwhile();
      calls += 1;
    }
    await sleep(200);
  }
  throw new Error('It was not delivered within ten minutes.');
}
