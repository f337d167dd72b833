import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UnverifiedKey, WithUnverifiedKey } from './access.js';
import {
  isHeldUp,
  isLost,
  isOutage,
  isStillReferenced,
  TooManyWait,
  violatedConstraint,
} from '../database/outage.js';
import { OutageLog } from './outage-log.js';
import { type ProblemCode, PROBLEMS } from './problems.js';
import { DomainError, NotFound } from './domain-error.js';
import { remoteSpanOf, type Trace } from './trace.js';
import { countDatabaseError } from './metrics.js';

/** Seconds a client should wait before it asks again after a 503, unless the error says another time. */
const RETRY_AFTER_SECONDS = 1;

/** A problem document (RFC 9457). Programs compare `code`, which never changes. `type` is the same name as a URI. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  [member: string]: unknown;
}

export const problem = (domainError: DomainError): Problem => ({
  // The members come first, so that none of them can replace one of the five fields below.
  ...domainError.members,
  type: `urn:tenure:problem:${domainError.code}`,
  title: PROBLEMS[domainError.code].title,
  status: domainError.status ?? PROBLEMS[domainError.code].status,
  detail: domainError.detail,
  code: domainError.code,
});

/** A reply, the code of the problem that it answers with, and the span of its request where spans are recorded. */
type ProblemReply = FastifyReply & { problemCode?: ProblemCode; span?: Trace };

/** The ids of the request, for log lines. */
export function traceOf(request: FastifyRequest, reply: ProblemReply): Trace {
  if (reply.span !== undefined) return reply.span;
  const traceId = remoteSpanOf(request.headers.traceparent)?.traceId;
  return { requestId: String(reply.getHeader('x-request-id')), ...(traceId !== undefined && { traceId }) };
}

/** Notes the span of the request, so that log lines have its ids. */
export function nameSpan(reply: ProblemReply, span: Trace): void {
  reply.span = span;
}

/** The code of the problem that was answered; undefined for any other answer. */
export const codeOf = (reply: FastifyReply): ProblemCode | undefined => (reply as ProblemReply).problemCode;

/** Answers with the problem. An answer with status 5xx has the request's id, so that its lines can be found in the log. */
export function sendProblem(reply: ProblemReply, domainError: DomainError): void {
  const body = problem(domainError);
  reply.problemCode = domainError.code;
  if (body.status >= 500) body.requestId = reply.getHeader('x-request-id');
  if (body.status === 503) void reply.header('Retry-After', String(RETRY_AFTER_SECONDS));
  // After the default, so that an error can say how long to wait.
  void reply.headers(domainError.headers);
  if (body.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  void reply.status(body.status).type('application/problem+json').send(JSON.stringify(body));
}

/** Answers every request of a route that fails. It is the only exception filter. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest & Partial<WithUnverifiedKey>>();
    const reply = http.getResponse<FastifyReply>();
    const domainError = mayBeDone(error, request)
      ? outcomeUnknown(error)
      : domainErrorFor(error, traceOf(request, reply));
    sendProblem(reply, await refuseCallerFirst(domainError, request.unverifiedKey));
  }
}

/** True when the connection was lost while the request was writing. The commit may have succeeded. */
const mayBeDone = (error: unknown, { method }: FastifyRequest): boolean =>
  isLost(error) && method !== 'GET' && method !== 'HEAD';

function outcomeUnknown(error: unknown): DomainError {
  countDatabaseError('lost');
  outages.tell((error as Error).message);
  return new DomainError(
    'outcome_unknown',
    'The database was lost before it answered, so this may have been done. Check whether it was done before you try again.',
  );
}

/**
 * A route whose own statement verifies the key may refuse input before it knows the caller. Contract §6 wants a refusal of the
 * caller to come first, so the key is verified here. An answer with status 5xx is sent at once: it reveals nothing that needs a
 * valid key.
 */
function refuseCallerFirst(
  domainError: DomainError,
  unverifiedKey?: UnverifiedKey,
): DomainError | Promise<DomainError> {
  if (unverifiedKey === undefined || problem(domainError).status >= 500) return domainError;
  return unverifiedKey.admit().then(
    () => domainError,
    (refused: unknown) => domainErrorFor(refused),
  );
}

/** The problem document for an error. */
export const problemOf = (error: unknown): Problem => problem(domainErrorFor(error));

const logger = new Logger('ProblemFilter');
const outages = new OutageLog((line) => logger.warn(line));

/** Returns the `DomainError` for an error. It logs an unknown error, with the ids in `trace`. */
function domainErrorFor(error: unknown, trace?: Trace): DomainError {
  if (error instanceof DomainError) return error as DomainError;
  if (error instanceof HttpException) return fromHttp(error.getStatus(), error.message);
  const { statusCode: status } = (error ?? {}) as { statusCode?: number };
  if (status !== undefined && status >= 400 && status < 500)
    return fromHttp(status, (error as Error).message);
  if (error instanceof TooManyWait) {
    countDatabaseError('too_many_wait');
    return new DomainError(
      'overloaded',
      'Too many requests of this kind wait already. Nothing was done. Try again.',
    );
  }
  const gone = goneSince(error);
  if (gone !== undefined) return gone;
  if (isOutage(error)) {
    countDatabaseError(isHeldUp(error) ? 'held_up' : isLost(error) ? 'lost' : 'unreachable');
    outages.tell((error as Error).message);
    const detail = isHeldUp(error)
      ? 'Another request has locked what this one needs. Nothing was done. Try again.'
      : 'The service cannot reach its database. Nothing is lost. Try again.';
    return new DomainError('unavailable', detail);
  }
  logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error), { ...trace });
  return new DomainError(
    'internal_error',
    'The service failed. The request was done completely or not at all. Report the requestId to the people who run it.',
  );
}

const planGone = () =>
  new DomainError('unknown_plan', 'The plan was deleted a moment ago. Choose another plan.');
const businessGone = () => new NotFound('business');

/**
 * What is answered if a row refers to another row that was deleted after it was read. The key is `<what>` in the name of the
 * foreign key, `<table>_<what>_fkey`.
 */
export const GONE: Readonly<Record<string, () => DomainError>> = {
  plan: planGone,
  plan_version: planGone,
  business: businessGone,
  // Rows of these tables are deleted only when their business is erased.
  subscription: businessGone,
  cycle: businessGone,
  counter: businessGone,
  invoice: businessGone,
  export: businessGone,
  test_clock: () => new NotFound('test clock'),
  user: () => new NotFound('person'),
  bot: () => new NotFound('bot'),
  invitation: () => new NotFound('invitation'),
  endpoint: () => new NotFound('webhook'),
  delivery: () => new NotFound('delivery'),
};
const GONE_KEY = new RegExp(`_(${Object.keys(GONE).join('|')})_fkey$`);

/** Returns that refusal; undefined for any other error. */
const goneSince = (error: unknown): DomainError | undefined =>
  isStillReferenced(error) ? undefined : GONE[GONE_KEY.exec(violatedConstraint(error) ?? '')?.[1] ?? '']?.();

/** Returns the `DomainError` for a refusal by Nest or Fastify. */
export function fromHttp(status: number, message: string): DomainError {
  if (status === 404 || status === 405 || status === 414)
    return new DomainError('not_found', 'There is nothing at this path and method.');
  if (status === 413) return new DomainError('payload_too_large', 'A body is at most 64 KiB.');
  if (status === 415) return new DomainError('unsupported_media_type', 'Send the body as application/json.');
  if (status === 401) return new DomainError('unauthenticated', 'Send a valid credential.');
  if (status === 503) return new DomainError('unavailable', 'The service cannot answer now. Try again.');
  return new DomainError('bad_request', message, {}, status);
}
