import type { FastifyInstance } from 'fastify';
import type { trustedProxies } from './client-address.js';
import { newRequestId } from './ids.js';

const EVERYWHERE = {
  // Answers hold what only the caller may read, and are what their content type says.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
/** An answer of the API is not a page. In a browser it loads nothing, and no page can frame it. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI loads its own scripts, and has styles inside its page. */
const SWAGGER_UI =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const WELL_FORMED_ID = /^[\w.:+/=@-]{1,128}$/;

/**
 * Sets the headers of every answer, refusals included: what browsers and caches may do with it, and `X-Request-Id`, which
 * comes from a trusted proxy or is new.
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
