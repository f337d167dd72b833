import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';
import type { Admitted, UnverifiedKey, WithUnverifiedKey } from './access.js';
import type { Principal } from './principal.js';
import { codeOf } from './problem-reply.js';
import { nameSpan, traceOf } from './request-trace.js';
import { clientAddress } from './client-address.js';
import { beginSpan, type Span } from './spans.js';
import { beginTrace, type Origin, endTrace, remoteSpanOf } from './trace.js';
import { asOneLine } from './validation.js';

/** A request that takes longer is logged, whatever its answer is. */
const SLOW_MS = 1_000;
/** Lines a second, unless all requests are logged. During an outage every request fails, and the first lines show why. */
const LINES_A_SECOND = 10;

/**
 * The routes of bots, which get the most requests. They queue no job, so they need no trace unless spans are recorded. A trace
 * would slow them down (see `endTrace`).
 */
const QUEUES_NOTHING = /^\/v1\/(?:usage|entitlements|allocations)(?:\/|$)/;

/** Routes that machines call every few seconds. Spans of them would be of no use. */
const PROBES = /^\/(?:health|metrics)(?:\/|$)/;

type Request = FastifyRequest & Partial<Admitted> & Partial<WithUnverifiedKey>;

/**
 * Logs answers as `REQUEST_LOG` says: those with status 5xx and those that took more than a second, or all, or none. A line has the
 * route's pattern, never the URL, because paths can hold tokens. All other log lines of a request have its id, too.
 */
export function logRequests(fastify: FastifyInstance, { requestLog }: Pick<Config, 'requestLog'>): void {
  // In this hook and not in an earlier one: after the body was read, Fastify goes on in another async context.
  fastify.addHook('preValidation', (request, reply, done) => {
    const span = beginRequestSpan(request, reply);
    if (span === null && QUEUES_NOTHING.test(routeOf(request))) return done();
    beginTrace(traceOf(request, reply), done, originOf(request));
    reply.raw.once('close', () => {
      endTrace();
      if (span !== null) endRequestSpan(span, request, reply);
    });
  });
  if (requestLog === 'off') return;
  const log = new RequestLog();
  fastify.addHook('onResponse', (request, reply, done) => {
    const failed = reply.statusCode >= 500;
    if (requestLog === 'all' || failed || reply.elapsedTime > SLOW_MS)
      log.write(request, reply, requestLog === 'all' && !failed);
    done();
  });
}

/** Begins the span of a request, as a part of its caller's trace; null if no spans are recorded, or for probes. */
function beginRequestSpan(request: FastifyRequest, reply: FastifyReply): Span | null {
  if (PROBES.test(routeOf(request))) return null;
  const span = beginSpan({
    name: `${request.method} ${routeOf(request)}`,
    kind: 'server',
    parent: remoteSpanOf(request.headers.traceparent),
    sinceMs: reply.elapsedTime,
  });
  if (span !== null) nameSpan(reply, { ...traceOf(request, reply), ...span.trace });
  return span;
}

/** Ends the span of a request, with the fields of a log line. A request that the client broke off has no status. */
function endRequestSpan(span: Span, request: Request, reply: FastifyReply): void {
  const { requestId, principal, businessId, method, route, status, code } = fieldsOf(request, reply);
  const failure = reply.raw.writableFinished ? Number(status) >= 500 && String(code ?? status) : 'aborted';
  span.end(
    {
      'http.request.method': method,
      'http.route': route,
      ...(reply.raw.writableFinished && { 'http.response.status_code': status }),
      'tenure.request_id': String(requestId),
      ...(code !== undefined && { 'tenure.code': code }),
      ...(principal !== undefined && { 'tenure.principal': principal }),
      ...(businessId !== undefined && { 'tenure.business_id': businessId }),
    },
    failure || undefined,
  );
}

/** A route's pattern; `unknown` for a path that does not exist. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

const LONGEST_USER_AGENT = 300;

/** Where a request comes from. If the product's backend forwards it with a key that may do so, the guard forgets it again. */
function originOf(request: FastifyRequest): Origin {
  const userAgent = asOneLine(request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT);
  return { address: clientAddress(request), ...(userAgent !== '' && { userAgent }) };
}

class RequestLog {
  private readonly logger = new Logger('Request');
  private second = 0;
  private logged = 0;
  private notLogged = 0;

  write(request: Request, reply: FastifyReply, always: boolean): void {
    if (!always && this.isFull()) {
      this.notLogged += 1;
      return;
    }
    const fields = {
      ...fieldsOf(request, reply),
      ...(this.notLogged > 0 && { notLogged: this.notLogged }),
    };
    this.notLogged = 0;
    const line = `${request.method} ${routeOf(request)} ${reply.statusCode}`;
    if (reply.statusCode === 500) this.logger.error(line, fields);
    else if (reply.statusCode > 500 || reply.elapsedTime > SLOW_MS) this.logger.warn(line, fields);
    else this.logger.log(line, fields);
  }

  private isFull(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.second) [this.second, this.logged] = [second, 0];
    this.logged += 1;
    return this.logged > LINES_A_SECOND;
  }
}

function fieldsOf(request: Request, reply: FastifyReply) {
  const { principal, unverifiedKey } = request;
  const code = codeOf(reply);
  const businessId =
    principal === undefined ? businessNamed(unverifiedKey, reply.statusCode) : businessOf(principal);
  return {
    ...traceOf(request, reply),
    ...(principal && { principal: nameOf(principal) }),
    ...(businessId && { businessId }),
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    ms: Number(reply.elapsedTime.toFixed(1)),
    ...(code && { code }),
  };
}

/**
 * The business of a request whose key the route's own statement verifies. After 401 the key is not valid. After any error, an
 * external id may have moved to another business since it was remembered.
 */
function businessNamed(key: UnverifiedKey | undefined, status: number): string | null {
  if (key === undefined || status === 401) return null;
  return key.externalId === null || status < 400 ? key.businessId : null;
}

const businessOf = (principal: Principal): string | null =>
  'businessId' in principal ? principal.businessId : null;

function nameOf(principal: Principal): string {
  if (principal.kind === 'bot') return `bot:${principal.botId}`;
  if (principal.kind === 'member') return `member:${principal.memberId}`;
  return principal.kind === 'service'
    ? `service:${principal.keyId}`
    : `${principal.kind}:${principal.userId}`;
}
