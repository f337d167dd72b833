import { QueryFailedError } from 'typeorm';

/** PostgreSQL's own words for "not now": shutting down, starting up, out of connections, deadlock victims. */
const PASSING_STATES = new Set(['57P01', '57P02', '57P03', '53300', '40001', '40P01', '25006']);
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/** The last is TypeORM's word for a transaction whose connection broke between two of its statements. */
const DRIVER_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Connection is closed|Driver not Connected|Query read timeout|Query runner already released/;

/** True when the database could not be reached or asks us to come back, so that the answer is 503, not 500. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const cause = error instanceof QueryFailedError ? (error.driverError as Error) : error;
  const code = (cause as { code?: string }).code ?? '';
  if (PASSING_STATES.has(code) || code.startsWith('08') || SOCKET_CODES.has(code)) return true;
  if (cause instanceof AggregateError) return cause.errors.some(isOutage);
  return DRIVER_MESSAGES.test(cause.message);
}

/** What an outage says when nothing had been sent, or when all of it was taken back. */
const NOTHING_DONE = new Set([
  '57P03',
  '53300',
  '40001',
  '40P01',
  '25006',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** True when the connection was lost with a statement on its way, so that nobody knows whether it was done. */
export function isLost(error: unknown): boolean {
  if (!isOutage(error)) return false;
  const cause = (error instanceof QueryFailedError ? error.driverError : error) as Error & { code?: string };
  if (cause instanceof AggregateError) return cause.errors.some(isLost);
  return !NOTHING_DONE.has(cause.code ?? '') && !/when trying to connect/.test(cause.message);
}

/** The name of the violated constraint when `error` is a unique, foreign key or check violation, else null. */
export function violatedConstraint(error: unknown): string | null {
  const cause = error instanceof QueryFailedError ? (error.driverError as object) : (error as object | null);
  const { code, constraint } = (cause ?? {}) as { code?: string; constraint?: string };
  return code?.startsWith('23') ? (constraint ?? '') : null;
}
