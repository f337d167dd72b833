import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Client, PoolConfig } from 'pg';

/** Milliseconds after which a wait for the database has an end. */
export interface Bounds {
  /** A connection that is not made by then: nothing was sent. */
  connect: number;
  /** A statement that PostgreSQL has not finished by then is canceled: nothing was written. */
  statement: number;
  /** A lock that is not free by then is given up: nothing was written. */
  lock: number;
  /** A session that stands still inside a transaction loses it, and its locks, to others. */
  idle: number;
  /** A statement without any word from PostgreSQL: the connection is dead, and whether it was done is unknown. */
  silence: number;
}

/** Requests and the renewal loop: no statement of theirs works for seconds, and after a failover nobody waits longer. */
export const SERVING: Bounds = {
  connect: 5_000,
  statement: 8_000,
  lock: 3_000,
  idle: 8_000,
  silence: 10_000,
};
/** Migrations rewrite tables, and wait for the server that migrates first. */
export const MIGRATING: Bounds = {
  connect: 10_000,
  statement: 1_800_000,
  lock: 1_800_000,
  idle: 1_800_000,
  silence: 1_860_000,
};
/** Whether the server is ready is asked every few seconds, by a machine that would rather hear no than nothing. */
export const PROBING: Bounds = { connect: 1_000, statement: 1_000, lock: 500, idle: 1_000, silence: 1_500 };

/** Milliseconds of silence after which the kernel asks whether the other side is still there. */
const KEEP_ALIVE_MS = 5_000;
/** PostgreSQL's word for a server that became a standby: its connections stay, and refuse every write. */
const READ_ONLY = '25006';

/**
 * What every pool of this service is made with. The server ends what takes too long; where the server itself is silent
 * (a failover, a firewall that forgot the connection) this side ends the connection, which no setting of PostgreSQL can.
 * `jit=off`: compiling a statement takes longer than any of ours runs.
 */
export const bounded = (
  { connect, statement, lock, idle, silence }: Bounds = SERVING,
  lost: () => void = () => {},
): PoolConfig => ({
  application_name: 'tenure',
  connectionTimeoutMillis: connect,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  options:
    `-c statement_timeout=${statement} -c lock_timeout=${lock} ` +
    `-c idle_in_transaction_session_timeout=${idle} -c jit=off`,
  onConnect: (client) => endWhenDead(client as Client, silence, lost),
});

/**
 * Ends the connection when a statement is under way and PostgreSQL says nothing for `silence` milliseconds, or refuses to
 * write. What waits for it fails, and the pool makes a new one; `lost` is told, for others may be as dead.
 */
function endWhenDead(client: Client, silence: number, lost: () => void): void {
  const { connection } = client as unknown as { connection: EventEmitter & { stream: Socket } };
  const { stream } = connection;
  const end = (why: string): void => {
    stream.destroy(new Error(`Connection terminated: ${why}`));
    lost();
  };
  const send = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    stream.setTimeout(silence);
    return send(...args);
  }) as typeof client.query;
  client.on('drain', () => stream.setTimeout(0));
  // Whoever has it learns of it from the next statement. Unheard, the event would end the process.
  client.on('error', () => undefined);
  stream.on('timeout', () => end(`PostgreSQL has said nothing for ${silence} ms.`));
  connection.on('errorMessage', ({ code }: { code?: string }) => {
    if (code === READ_ONLY) end('PostgreSQL is a standby.');
  });
}
