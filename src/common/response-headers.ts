import type { FastifyInstance } from 'fastify';

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

/** Says in the head of every answer, refusals included, what browsers and caches may make of it. */
export function headEveryAnswer(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const isDocs = request.url === '/docs' || request.url.startsWith('/docs/');
    void reply.headers(EVERYWHERE).header('content-security-policy', isDocs ? SWAGGER_UI : NO_PAGE);
    done();
  });
}
