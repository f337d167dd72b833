import type { FastifyInstance } from 'fastify';
import type { trustedProxies } from './client-address.js';
import { newUnorderedId } from './ids.js';

const EVERYWHERE = {
  // Only the caller may read an answer, so nothing may cache it. Browsers must not guess another content type.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
/** For answers of the API, which are not pages: in a browser they load nothing, and no page can frame them. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";
/** For Swagger UI, which loads its own scripts and has inline styles. */
const SWAGGER_UI =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const WELL_FORMED_ID = /^[\w.:+/=@-]{1,128}$/;

/**
 * Sets headers of every answer, also of problems: what browsers and caches may do with it, and `X-Request-Id`. A trusted proxy may
 * send that id; otherwise it is new.
 */
export function setResponseHeaders(
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
        typeof given === 'string' && WELL_FORMED_ID.test(given) ? given : newUnorderedId(),
      );
    done();
  });
}
