import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { built } from '../../scripts/built.mjs';

/** The flags of `npm start` and of the image. */
const HEAP = ['--min-semi-space-size=16', '--max-semi-space-size=64'];

/** Starts a PostgreSQL for the measurements, durable as in production. TENURE_BENCH_DATABASE_URL names another one. */
export async function startBench() {
  const given = process.env.TENURE_BENCH_DATABASE_URL;
  const own = given ? { url: given, stop: async () => undefined } : await ownServer();
  const closing = [];
  const emptyDatabase = async () => {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    await asAdmin(own.url, `CREATE DATABASE ${name}`);
    const url = new URL(own.url);
    url.pathname = `/${name}`;
    return { url: url.href, drop: () => asAdmin(own.url, `DROP DATABASE ${name} WITH (FORCE)`) };
  };
  return {
    emptyDatabase,
    async database() {
      const database = await emptyDatabase();
      const { migrate } = await built('src/database/migrate.js');
      await migrate(database.url);
      return database;
    },
    async server(databaseUrl, env = {}) {
      const server = await startServer(databaseUrl, env);
      closing.push(server.stop);
      return server;
    },
    async close() {
      for (const stop of closing) await stop();
      await own.stop();
    },
  };
}

async function ownServer() {
  const { startEmbeddedPostgres } = await built('src/embedded-postgres/embedded-postgres.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-bench-'));
  // If this process is root, PostgreSQL runs as another account, which needs access.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, maxConnections: 100 });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

export async function startServer(databaseUrl, env) {
  const child = spawn(process.execPath, [...HEAP, 'bench/support/serve.mjs'], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      JWT_SECRET: 'a secret for measurements that is long enough',
      CATALOGUE: 'example',
      RENEWALS: 'off',
      LOG_LEVEL: 'fatal',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk.toString()));
  while (!/^ {2}API +http\S+:(\d+)$/m.test(output)) {
    if (child.exitCode !== null) throw new Error(`The server did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const port = Number(/^ {2}API +http\S+:(\d+)$/m.exec(output)?.[1]);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { port, pid: child.pid, stop };
}

/** Makes `n` businesses on plan `limitless`, each with a bot and a key, in bulk. Returns their ids and keys. */
export async function customers(databaseUrl, n) {
  const { newApiKey } = await built('src/members/bots/api-key.js');
  const made = Array.from({ length: n }, () => {
    const businessId = randomUUID();
    return { businessId, botId: randomUUID(), ...newApiKey(businessId, 'live') };
  });
  const client = await connected(databaseUrl);
  const ids = [made.map(({ businessId }) => businessId), made.map(({ botId }) => botId)];
  await client.query(
    `INSERT INTO businesses (id, name, metadata, created_at) SELECT id, 'Bench', '{}', now() FROM unnest($1::uuid[]) AS id`,
    [ids[0]],
  );
  await client.query(
    `INSERT INTO members (business_id, id, kind, name, scopes, active, created_at)
     SELECT b, m, 'bot', 'Bench', '{usage:write,usage:read,allocations:write}', true, now()
     FROM unnest($1::uuid[], $2::uuid[]) AS a (b, m)`,
    ids,
  );
  await client.query(
    `INSERT INTO api_keys (business_id, id, bot_id, name, mode, hash, last_four, scopes, last_used_at, created_at)
     SELECT b, gen_random_uuid(), m, 'Bench', 'live', h, 'xxxx', '{usage:write,usage:read,allocations:write}',
            now() + interval '1 hour', now()
     FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS a (b, m, h)`,
    [...ids, made.map(({ hash }) => hash)],
  );
  await client.query(
    `INSERT INTO subscriptions (business_id, id, version, status, plan_code, plan_version_id, cycle_index, cycle_starts_at,
       cycle_ends_at, anchor, every, turn, cancel_at_cycle_end, due_at, attempts, created_at)
     SELECT b, gen_random_uuid(), 1, 'active', v.plan_code, v.id, 0, now(), now() + interval '1 month', now(),
            interval '1 month', 0, false, now() + interval '1 month', 0, now()
     FROM unnest($1::uuid[]) AS b, plan_versions v WHERE v.plan_code = 'limitless' AND v.newest`,
    [ids[0]],
  );
  await client.query(
    `INSERT INTO cycles SELECT business_id, id, 0, cycle_starts_at, cycle_ends_at, anchor, every, 0, false, false, plan_version_id
     FROM subscriptions WHERE business_id = ANY ($1::uuid[])`,
    [ids[0]],
  );
  await client.query('ANALYZE businesses, members, api_keys, subscriptions, cycles');
  await client.end();
  return made;
}

/**
 * Makes an operator key for the product's own backend. It works for every business by its id, and by its external id, which is the
 * same text.
 */
export async function operatorKey(databaseUrl) {
  const { newOperatorKey } = await built('src/users/operator-keys/operator-key.js');
  const { apiKey, hash } = newOperatorKey();
  const client = await connected(databaseUrl);
  await client.query(
    `INSERT INTO operator_keys (id, name, hash, last_four, scopes, created_at)
     VALUES (gen_random_uuid(), 'Bench', $1, 'xxxx', '{usage:write,usage:read}', now())`,
    [hash],
  );
  await client.query('UPDATE businesses SET external_id = id::text');
  await client.query('ANALYZE operator_keys, external_ids');
  await client.end();
  return apiKey;
}

/** Makes `n` sessions of `n` people. Each session knows its next refresh token. */
export async function openSessions(databaseUrl, n) {
  const { hashToken, TOKEN_LENGTH } = await built('src/common/hashed-token.js');
  const { randomBase62, toBase62 } = await built('src/common/base62.js');
  const made = Array.from({ length: n }, () => ({
    id: randomUUID(),
    userId: randomUUID(),
    key: randomBytes(32),
    token: randomBase62(TOKEN_LENGTH),
  }));
  const client = await connected(databaseUrl);
  const of = (read) => made.map(read);
  await client.query(
    `INSERT INTO users (id, email, first_name, last_name, operator, created_at)
     SELECT id, id || '@example.com', 'Ada', 'Lovelace', false, now() FROM unnest($1::uuid[]) AS id`,
    [of(({ userId }) => userId)],
  );
  await client.query(
    `INSERT INTO sessions (id, user_id, successor_key, current_hash, rotated_at, created_at)
     SELECT *, now(), now() FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[])`,
    [
      of(({ id }) => id),
      of(({ userId }) => userId),
      of(({ key }) => key),
      of(({ token }) => hashToken(token)),
    ],
  );
  await client.end();
  return made.map((session) => ({
    nextToken() {
      const { key, token } = session;
      const successor = createHmac('sha256', key).update(token).digest('hex');
      session.token = toBase62(BigInt(`0x${successor}`), TOKEN_LENGTH);
      return token;
    },
  }));
}

/** Makes a minimal table with `rows` rows, and 32 connections to it. */
export async function bareCounters(databaseUrl, rows) {
  const client = await connected(databaseUrl);
  await client.query(
    `CREATE TABLE bare_counters (id integer PRIMARY KEY, used bigint NOT NULL, "limit" bigint NOT NULL) WITH (fillfactor = 50)`,
  );
  await client.query(
    `INSERT INTO bare_counters SELECT n, 0, 1000000000 FROM generate_series(0, $1::integer - 1) AS n`,
    [rows],
  );
  await client.query('VACUUM ANALYZE bare_counters');
  await client.end();
  return Promise.all(Array.from({ length: 32 }, () => connected(databaseUrl)));
}

export const bareSpend = (id) => ({
  name: 'bare_spend',
  text: 'UPDATE bare_counters SET used = used + 1 WHERE id = $1 AND used + 1 <= "limit" RETURNING used',
  values: [id],
});

export async function connected(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

export async function asAdmin(url, sql) {
  const client = await connected(url);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
