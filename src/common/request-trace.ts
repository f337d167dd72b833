import type { FastifyReply, FastifyRequest } from 'fastify';
import { remoteSpanOf, type Trace } from './trace.js';

/** A reply, and the span of its request where spans are recorded. */
type TracedReply = FastifyReply & { span?: Trace };

/** The ids of the request, for log lines. */
export function traceOf(request: FastifyRequest, reply: TracedReply): Trace {
  if (reply.span !== undefined) return reply.span;
  const traceId = remoteSpanOf(request.headers.traceparent)?.traceId;
  return { requestId: String(reply.getHeader('x-request-id')), ...(traceId !== undefined && { traceId }) };
}

/** Notes the span of the request, so that log lines have its ids. */
export function nameSpan(reply: TracedReply, span: Trace): void {
  reply.span = span;
}
