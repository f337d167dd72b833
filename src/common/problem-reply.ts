import type { FastifyReply } from 'fastify';
import { DomainError } from './domain-error.js';
import { type ProblemCode, PROBLEMS } from './problems.js';

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

/** A reply, and the code of the problem that it answers with. */
type ProblemReply = FastifyReply & { problemCode?: ProblemCode };

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
