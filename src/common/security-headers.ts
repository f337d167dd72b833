import type { FastifyInstance } from 'fastify';
import type { trustedProxies } from './client-address.js';
import { newRequestId } from './ids.js';

const EVERYWHERE = {
  // Answers hold what only the caller may read, and are what their content type says.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
/** An answer of the API is no page: in a browser it loads nothing, and nothing frames it. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI brings its own scripts, and styles that stand in its page. */
const SWAGGER_UI =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const WELL_FORMED_ID = /^[\w.:+/=@-]{1,128}$/;

/**
 * Says in the head of every answer, refusals included, what browsers and caches may make of it, and which request it
 * answers: `X-Request-Id` as a trusted proxy gave it, else a new one.
 */
export function setSecurityHeaders(
  fastify: FastifyInstance,
  trusts: ReturnType<typeof trustedProxies>,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const [path = ''] = request.url.split('?', 1);
    const isDocs = path === '/docs' || path.startsWith('/docs/');
    const isTrusted = trusts !== false && trusts(request.raw.socket.remoteAddress ?? '', 0);
    const given = isTrusted ? request.headers['x-request-id'] : undefined;
    void reply
      .headers(EVERYWHERE)
      .header('content-security-policy', isDocs ? SWAGGER_UI : NO_PAGE)
      .header(
        'x-request-id',
        typeof given === 'string' && WELL_FORMED_ID.test(given) ? given : newRequestId(),
      );
    done();
  });
}
