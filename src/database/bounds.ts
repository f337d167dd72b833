import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Client, PoolConfig } from 'pg';

/** The time limits of the database, in milliseconds. */
export interface Bounds {
  /** How long to wait for a new connection. After that, nothing was sent. */
  connect: number;
  /** How long a statement may take. After that, PostgreSQL cancels it, and nothing is written. */
  statement: number;
  /** How long a statement may wait for a lock. After that, PostgreSQL cancels it, and nothing is written. */
  lock: number;
  /**
   * How long a session may be idle inside a transaction. After that, PostgreSQL rolls the transaction back and ends the session.
   */
  idle: number;
  /**
   * How long a statement may run without any answer from PostgreSQL. After that, the connection counts as dead, and it is unknown
   * whether the statement was done.
   */
  silence: number;
}

/** The limits for requests and the renewal loop. Their statements never take seconds, and after a failover nobody waits longer. */
export const SERVING: Bounds = {
  connect: 5_000,
  statement: 8_000,
  lock: 3_000,
  idle: 8_000,
  silence: 10_000,
};
/**
 * The limits for migrations. Rewriting a table may take long. A migration waits only briefly for the lock of a table, because all
 * later statements on the table wait behind them.
 */
export const MIGRATING: Bounds = {
  connect: 10_000,
  statement: 1_800_000,
  lock: 2_000,
  idle: 1_800_000,
  silence: 1_860_000,
};
/** The limits for readiness, which a machine checks every few seconds. A quick "not ready" is better than no answer. */
export const PROBING: Bounds = { connect: 1_000, statement: 1_000, lock: 500, idle: 1_000, silence: 1_500 };

/** On a distributed database: milliseconds to wait for a connection to a node. The default of Citus is 30 seconds. */
export const FOR_NODES = { 'citus.node_connection_timeout': '1000' };

/** Milliseconds of silence after which the kernel sends a keep-alive probe. */
const KEEP_ALIVE_MS = 5_000;
/** PostgreSQL's code for a write on a standby. A server that becomes a standby keeps its connections and refuses every write. */
const READ_ONLY = '25006';

/** What a pool does beyond the limits. */
interface ConnectionOptions {
  /** Is called when a connection was ended because it is dead. */
  onLost?: (() => void) | undefined;
  /** Gets each error of PostgreSQL before its statement fails. */
  onError?: ((error: { code?: string }) => void) | undefined;
  /** Further settings of PostgreSQL for each connection. */
  settings?: Record<string, string>;
}

const more = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => ` -c ${name}=${value}`)
    .join('');

/**
 * The options of every pool of this service. PostgreSQL ends statements that take too long. If PostgreSQL itself is silent (after a
 * failover, or when a firewall dropped the connection), this process ends the connection, because no setting of PostgreSQL can.
 * `jit=off` is set because compiling a statement of this service takes longer than running it.
 */
export const poolOptions = (
  { connect, statement, lock, idle, silence }: Bounds = SERVING,
  { onLost = () => {}, onError = () => {}, settings = {} }: ConnectionOptions = {},
): PoolConfig => ({
  application_name: 'tenure',
  connectionTimeoutMillis: connect,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  options:
    `-c statement_timeout=${statement} -c lock_timeout=${lock} ` +
    `-c idle_in_transaction_session_timeout=${idle} -c jit=off${more(settings)}`,
  onConnect: (client) => endWhenDead(client as Client, silence, onLost, onError),
});

/**
 * Ends the connection if PostgreSQL does not answer a statement for `silence` milliseconds, or refuses to write. The statements of
 * the connection fail, and the pool makes a new one. Then `onLost` is called, because other connections may be dead, too. `onError`
 * gets each error before its statement fails.
 */
function endWhenDead(
  client: Client,
  silence: number,
  onLost: () => void,
  onError: (error: { code?: string }) => void,
): void {
  const { connection } = client as unknown as { connection: EventEmitter & { stream: Socket } };
  const { stream } = connection;
  const end = (why: string): void => {
    stream.destroy(new Error(`Connection terminated: ${why}`));
    onLost();
  };
  const send = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    stream.setTimeout(silence);
    return send(...args);
  }) as typeof client.query;
  client.on('drain', () => stream.setTimeout(0));
  // The next statement on the connection fails anyway. Without a listener, the event would end the process.
  client.on('error', () => undefined);
  stream.on('timeout', () => end(`PostgreSQL has said nothing for ${silence} ms.`));
  connection.on('errorMessage', (error: { code?: string }) => {
    onError(error);
    if (error.code === READ_ONLY) end('PostgreSQL is a standby.');
  });
}
