import pg from 'pg';
import { QueryFailedError } from 'typeorm';

/** Too much work of one kind waits already, so this work was not begun. */
export class TooManyWait extends Error {
  readonly code = 'TOO_MANY_WAIT';

  constructor() {
    super('Too much work of this kind waits already.');
    this.name = new.target.name;
  }
}

/** A node of a distributed database does not answer, so this statement was not sent. Those that need other nodes go on. */
export class NodeSilent extends Error {
  readonly code = 'NODE_SILENT';

  constructor() {
    super('A node of the database that this statement needs does not answer.');
    this.name = new.target.name;
  }
}

/** PostgreSQL's codes of a statement that took too long, of a lock that was not free in time, and of a deadlock. */
const TIME_IS_OVER = '57014';
const LOCK_TIMEOUT = '55P03';
const DEADLOCK = '40P01';
/** PostgreSQL's code of a right that the role does not have. */
const MISSING_RIGHT = '42501';
/**
 * Codes that say that PostgreSQL did nothing, and that a later attempt may succeed: a time limit, a lock that was not free in time,
 * a deadlock, a serialization failure, a standby, a server that starts, too many connections.
 */
const NOTHING_DONE_STATES = new Set([
  TIME_IS_OVER,
  LOCK_TIMEOUT,
  '40001',
  DEADLOCK,
  '25006',
  '57P03',
  '53300',
]);
/** The class of codes for missing resources. PostgreSQL has rolled the transaction back. */
const OUT_OF_RESOURCES = '53';
/**
 * Classes of codes that pass: broken connections (08), missing resources (53), canceled or shut down (57), and files that cannot be
 * read or written (58).
 */
const PASSING_CLASSES = new Set(['08', '53', '57', '58']);
/**
 * Classes of codes of a connection that PostgreSQL refuses: a wrong password (28), no such database (3D). The start checks both, so
 * while a server runs they come from a failover, a restore or a changed password.
 */
const REFUSED_CLASSES = new Set(['28', '3D']);
/** Codes of a session that was idle inside a transaction for too long, and of a transaction that took too long. */
const ENDED_BY_TIME = new Set(['25P03', '25P04']);
/** Codes of a connection that could not be made, so that nothing was sent. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const NOT_CONNECTED =
  /timeout exceeded when trying to connect|due to connection timeout|does not support SSL connections|error establishing an SSL connection/;
/** Node's codes of a certificate that is not trusted. Nothing was sent. */
const NOT_TRUSTED =
  /^(ERR_TLS_CERT_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_|UNABLE_TO_(GET|VERIFY)_)/;
/** Node's codes of encryption that failed, at the begin of a connection or later. */
const BROKEN_ENCRYPTION = /^(EPROTO$|ERR_SSL_)/;
/** Messages of a connection that broke. The last one is TypeORM's, if it breaks between two statements of a transaction. */
const DISCONNECTED =
  /Connection terminated|Client has encountered a connection error|Client was closed|Connection is closed|Driver not Connected|Query runner already released/;

/**
 * Messages of a node that did not confirm a commit or was lost. Citus has no code for them. The third line has messages of libpq.
 */
const LOST_NODE = new RegExp(
  [
    '^could not commit transaction for shard|^failed to (COPY to shard|prepare transaction)',
    '^failure on connection marked as essential',
    '^SSL (SYSCALL )?error|^server closed the connection|^could not (send|receive) data|^no connection to the server',
  ].join('|'),
);
/** Messages of a coordinator that did not reach a node. Nothing was sent there, and the rest is rolled back. */
const NODE_UNREACHABLE =
  /^connection to the remote node .* failed with the following error: Connection refused|^could not establish any connections to the node/;
/** Errors after which a node may have committed nevertheless. */
const unsure = new WeakSet<object>();

/**
 * Marks an error of a distributed database that leaves the outcome unknown. After the time limit of a statement the coordinator
 * cancels it, but a node may be committing it. On a single PostgreSQL, a statement that was canceled has done nothing.
 */
export function markUnsure(error: { code?: string }): void {
  if (error.code === TIME_IS_OVER) unsure.add(error);
}

/** True if the database is out of reach, or a later attempt may succeed. The answer is then 503, not 500. */
export function isOutage(error: unknown): boolean {
  const cause = causeOf(error);
  if (cause === null) return false;
  if (cause instanceof AggregateError) return cause.errors.some(isOutage);
  const { code = '', message } = cause;
  return (
    cause instanceof TooManyWait ||
    cause instanceof NodeSilent ||
    NOTHING_DONE_STATES.has(code) ||
    isOfClass(code, PASSING_CLASSES) ||
    isOfClass(code, REFUSED_CLASSES) ||
    ENDED_BY_TIME.has(code) ||
    UNREACHABLE.has(code) ||
    BROKEN.has(code) ||
    NOT_TRUSTED.test(code) ||
    BROKEN_ENCRYPTION.test(code) ||
    NOT_CONNECTED.test(message) ||
    DISCONNECTED.test(message) ||
    LOST_NODE.test(message)
  );
}

/** True if the connection was lost during a statement, so that it is unknown whether the statement was done. */
export function isLost(error: unknown): boolean {
  if (!isOutage(error)) return false;
  const cause = causeOf(error) as Failure;
  if (cause instanceof AggregateError) return cause.errors.some(isLost);
  const { code = '', message } = cause;
  if (unsure.has(cause)) return true;
  if (cause instanceof NodeSilent || NODE_UNREACHABLE.test(message)) return false;
  if (cause instanceof TooManyWait || NOTHING_DONE_STATES.has(code) || UNREACHABLE.has(code)) return false;
  if (code.startsWith(OUT_OF_RESOURCES) || ENDED_BY_TIME.has(code)) return false;
  if (isOfClass(code, REFUSED_CLASSES) || NOT_TRUSTED.test(code)) return false;
  return !NOT_CONNECTED.test(message);
}

/**
 * Errors after which a connection is of no use: PostgreSQL ends it (57P, 25P, 53300) or is a standby (25006), and a statement that
 * it has prepared is gone (26000) or does not fit a changed table (0A000).
 */
const ENDS_CONNECTION = /^(57P|25P|53300|25006|26000|0A000)/;

/** True when PostgreSQL reported the error of a statement, and its connection can serve the next one. */
export const leavesConnection = (error: Error): boolean =>
  error instanceof pg.DatabaseError && !ENDS_CONNECTION.test(error.code ?? '');

/** True if other work has locked what the statement needs, or the statement took too long. The database itself works. */
export function isHeldUp(error: unknown): boolean {
  return [LOCK_TIMEOUT, TIME_IS_OVER, DEADLOCK].includes(causeOf(error)?.code ?? '');
}

const isOfClass = (code: string, classes: Set<string>): boolean =>
  code.length === 5 && classes.has(code.slice(0, 2));

type Failure = Error & { code?: string };

function causeOf(error: unknown): Failure | null {
  if (error instanceof QueryFailedError) return error.driverError as Failure;
  return error instanceof Error ? error : null;
}

/** True if a statement waited too long for a lock. It was rolled back. */
export const isLockTimeout = (error: unknown): boolean => causeOf(error)?.code === LOCK_TIMEOUT;

/** True if two transactions waited for each other, and PostgreSQL ended this one. It was rolled back. */
export const isDeadlock = (error: unknown): boolean => causeOf(error)?.code === DEADLOCK;

/** True if the role of the connection may not do what the statement asks. */
export const isMissingRight = (error: unknown): boolean => causeOf(error)?.code === MISSING_RIGHT;

/**
 * True if a row was to be deleted that other rows refer to. PostgreSQL has the same code for a row that refers to one that is gone,
 * so this reads the message, which is English by default.
 */
export const isStillReferenced = (error: unknown): boolean => {
  const { code, message = '' } = (causeOf(error) ?? {}) as { code?: string; message?: string };
  return code === '23503' && message.startsWith('update or delete on table');
};

/** The name of the violated constraint, if `error` is a unique, foreign key or check violation; else null. */
export function violatedConstraint(error: unknown): string | null {
  const cause = error instanceof QueryFailedError ? (error.driverError as object) : (error as object | null);
  const {
    code,
    constraint,
    message = '',
  } = (cause ?? {}) as { code?: string; constraint?: string; message?: string };
  if (!code?.startsWith('23')) return null;
  // An error of a node has only its message, and the name of the constraint ends with the number of the shard.
  const named = constraint ?? /constraint "([^"]+)"/.exec(message)?.[1] ?? '';
  return named.replace(/_\d{5,}$/, '');
}
