import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UnverifiedKey, WithUnverifiedKey } from './access.js';
import { isHeldUp, isLost, isOutage, TooManyWait } from '../database/outage.js';
import { goneSince } from './deleted-rows.js';
import { DomainError } from './domain-error.js';
import { countDatabaseError } from './metrics.js';
import { OutageLog } from './outage-log.js';
import { fromHttp, type Problem, problem, sendProblem } from './problem-reply.js';
import { traceOf } from './request-trace.js';
import type { Trace } from './trace.js';

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
  outages.report((error as Error).message);
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
    outages.report((error as Error).message);
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
