import { mkdir, statfs } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import type pg from 'pg';
import { compareClocks, WARN_ABOVE_MS } from '../common/clock-skew.js';
import { type Config, ConfigError, loadConfig } from '../config/config.js';
import { productionWarnings } from '../config/production-warnings.js';
import { PROBING, SERVING } from '../database/bounds.js';
import { refuseWrongDistribution } from '../database/distribution-check.js';
import { IS_WRITABLE } from '../database/is-writable.sql.js';
import { pendingMigrations } from '../database/pending.js';
import { checkReachable } from '../database/reachable.js';
import { withClient } from '../database/with-client.js';
import { WrongDistribution } from '../database/wrong-distribution.error.js';
import { type Command, done } from './command.js';
import { reach } from './database-url.js';
import { secrets } from './doctor-secrets.js';
import { fault, type Finding, ok, warning } from './finding.js';
import { type ConfigWithDatabase, configWithDatabase } from '../config/config-with-database.js';

interface Holder {
  pid: number;
  name: string;
  state: string;
  /** How long the transaction has been open; null if our role may not see it. */
  seconds: number | null;
  locks: string | null;
  waiting: number;
}

const SMTP_PATIENCE_MS = 5_000;
/** A transaction of a server never takes this long. */
const LONG_TRANSACTION_SECONDS = 60;
/**
 * Finds sessions that hold up others, with the tables that they have locked: sessions with a long transaction, sessions for which
 * others have waited for a second, and sessions of other roles that hold locks. PostgreSQL shows neither the kind nor the state of
 * a session of another role, so it is unknown how long they have held the locks.
 */
const HOLDERS = `
  WITH blocked AS (
    SELECT unnest(pg_blocking_pids(pid)) AS by FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database() AND query_start < clock_timestamp() - interval '1 second'
  ), held AS (
    SELECT l.pid, string_agg(DISTINCT c.relname, ', ') AS tables FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE l.granted AND l.mode <> 'AccessShareLock' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    GROUP BY l.pid
  )
  SELECT a.pid, COALESCE(NULLIF(a.application_name, ''), a.usename, '?') AS name, COALESCE(a.state, 'of another role') AS state,
         floor(extract(epoch FROM clock_timestamp() - a.xact_start))::integer AS seconds, h.tables AS locks,
         (SELECT count(*)::integer FROM blocked WHERE by = a.pid) AS waiting
  FROM pg_stat_activity a LEFT JOIN held h ON h.pid = a.pid
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
    AND (a.backend_type = 'client backend' OR a.backend_type IS NULL AND a.usename IS NOT NULL)
    AND (a.xact_start < clock_timestamp() - $1 * interval '1 second' OR a.xact_start IS NULL AND h.pid IS NOT NULL
         OR a.pid IN (SELECT by FROM blocked))
  ORDER BY a.xact_start LIMIT 5`;
/** The least free space. Below it, the embedded database and its logs soon have no room. */
const LEAST_FREE_BYTES = 1024 ** 3;

export const doctorCommand: Command = {
  usage: 'doctor',
  summary:
    'checks configuration, database, clock, secrets, mail server, the key of Stripe and disk, and says what is wrong',
  options: {},
  takesWords: false,
  async run({ env }) {
    const findings = await examine(env);
    const lines = findings.map(({ about, is, found }) => `${is.padEnd(7)} ${about}: ${found}`);
    const exitCode = findings.some(({ is }) => is === 'fault')
      ? 1
      : findings.some(({ is }) => is === 'warning')
        ? 3
        : 0;
    return done(lines, findings, exitCode);
  },
};

async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  let config: ConfigWithDatabase;
  try {
    config = await configWithDatabase(env);
    // Loaded late: what it reads with is large.
    const { checkStart } = await import('../start-checks.js');
    await checkStart(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => fault('configuration', problem));
  }
  const warnings = productionWarnings(config);
  return [
    ...warnings.map((text) => warning('configuration', text)),
    ...(warnings.length === 0 ? [ok('configuration', 'can be used')] : []),
    ...(await database(config)),
    ...(await pooler(env)),
    await mailServer(config),
    ...(await payments(config)),
    await disk(config),
  ];
}

async function database(config: ConfigWithDatabase): Promise<Finding[]> {
  const { databaseUrl: url, migrate, distributed } = config;
  try {
    await reach(config);
    return await withClient(
      url,
      async (client) => [
        await checked('database', () => server(client)),
        await checked('clock', () => clock(client)),
        await checked('role', () => role(client)),
        await checked('sessions', () => sessions(client)),
        await checked('migrations', () => migrations(url, migrate)),
        await checked('secrets', () => secrets(client, config)),
        await checked('distribution', () => distribution(url, distributed)),
      ],
      // The time to connect is that of a server, because TLS over a long way takes longer than a probe may.
      { ...PROBING, connect: SERVING.connect },
    );
  } catch (error) {
    return [fault('database', (error as Error).message)];
  }
}

/** Does one check. An error, such as a missing right to read, becomes a finding, and the other checks go on. */
async function checked(about: string, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return fault(about, `could not be checked: ${(error as Error).message}`);
  }
}

async function migrations(url: string, atStart: boolean): Promise<Finding> {
  const pending = await pendingMigrations(url);
  const by = atStart ? 'which the next start runs' : 'which "tenure migrate" runs (MIGRATE is off)';
  return pending.length === 0
    ? ok('migrations', 'none is pending')
    : warning('migrations', `${pending.length} pending, ${by}: ${pending.join(', ')}`);
}

/** Checks that `DISTRIBUTED` is right for the database. */
async function distribution(url: string, distributed: boolean): Promise<Finding> {
  try {
    await refuseWrongDistribution(url, distributed);
    return ok('distribution', distributed ? 'Citus' : 'one PostgreSQL');
  } catch (error) {
    if (!(error instanceof WrongDistribution)) throw error;
    return fault('distribution', error.message);
  }
}

/**
 * Checks for sessions that hold locks for long, so that other sessions wait, or leave work for later. It also finds locks of other
 * roles. Only a superuser or a member of pg_read_all_stats sees how long their transactions have been open.
 */
async function sessions(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<Holder>(HOLDERS, [LONG_TRANSACTION_SECONDS]);
  if (rows.length === 0) return ok('sessions', 'none holds locks for long');
  const found = rows.map(({ pid, name, state, seconds, locks, waiting }) => {
    const since = seconds === null ? 'holds locks' : `has been in a transaction for ${seconds} s`;
    const held = locks === null ? '' : `, and holds ${locks}`;
    return `${pid} (${name}, ${state}) ${since}${held}${waiting === 0 ? '' : `; ${waiting} wait for it`}`;
  });
  return warning('sessions', `${found.join('. ')}. To end one: SELECT pg_terminate_backend(PID)`);
}

/** Checks the connection of servers to the database, if it goes through a connection pooler. */
async function pooler(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { databaseUrl, directDatabaseUrl } = loadConfig(env);
  if (databaseUrl === null || directDatabaseUrl === null) return [];
  try {
    await checkReachable(databaseUrl);
    const pending = await pendingMigrations(databaseUrl);
    return [
      pending.length === 0
        ? ok('pooler', 'keeps our settings')
        : fault('pooler', 'migrations are pending there: is it the same database?'),
    ];
  } catch (error) {
    return [fault('pooler', (error as Error).message)];
  }
}

async function server(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ version: string; writable: boolean }>(
    `SELECT current_setting('server_version') AS version, ${IS_WRITABLE} AS writable`,
  );
  const { version, writable } = rows[0] as { version: string; writable: boolean };
  return writable
    ? ok('database', `PostgreSQL ${version}, can be written`)
    : fault('database', `PostgreSQL ${version} can be read only: it is a standby`);
}

async function clock(client: pg.Client): Promise<Finding> {
  const { aheadMs } = await compareClocks(async () => {
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    return rows[0] as { now: Date };
  });
  const found = `this machine is ${(aheadMs / 1_000).toFixed(1)} s ahead of the database`;
  return Math.abs(aheadMs) <= WARN_ABOVE_MS ? ok('clock', found) : warning('clock', found);
}

/** Checks the role. The service needs to own its tables, and needs no further rights. */
async function role(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ name: string; superuser: boolean; creates: boolean }>(
    `SELECT rolname AS name, rolsuper AS superuser,
            has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE') AS creates
     FROM pg_roles WHERE rolname = current_user`,
  );
  const { name, superuser, creates } = rows[0] as { name: string; superuser: boolean; creates: boolean };
  if (!creates)
    return fault('role', `${name} may not create schemas in the database, or tables in the schema "public"`);
  return superuser
    ? warning('role', `${name} is a superuser; a role that owns the database is enough`)
    : ok('role', name);
}

async function mailServer({ smtpUrl, dataDir }: Config): Promise<Finding> {
  if (smtpUrl === null) return warning('mail', `SMTP_URL is not set: mails are files under ${dataDir}/mail`);
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: SMTP_PATIENCE_MS,
    greetingTimeout: SMTP_PATIENCE_MS,
    socketTimeout: SMTP_PATIENCE_MS,
  });
  try {
    await transport.verify();
    return ok('mail', 'the server lets us in');
  } catch (error) {
    return fault('mail', `SMTP_URL does not work: ${(error as Error).message}`);
  } finally {
    transport.close();
  }
}

async function payments({ stripe }: Config): Promise<Finding[]> {
  if (stripe === null) return [];
  // Loaded late, because the module of payments is large.
  const { stripeKey } = await import('./doctor-payments.js');
  return [await stripeKey(stripe)];
}

async function disk({ dataDir }: Config): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const found = `${(free / 1024 ** 3).toFixed(1)} GiB free under ${dataDir}`;
    return free < LEAST_FREE_BYTES ? warning('disk', found) : ok('disk', found);
  } catch (error) {
    return fault('disk', `DATA_DIR cannot be used: ${(error as Error).message}`);
  }
}
