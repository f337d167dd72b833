/** The CORS rules for pages of a listed origin. From a browser such a page may do everything that its credential allows. */
export const corsFor = (origin: string[]) => ({
  origin,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposedHeaders: [
    'Retry-After',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'Idempotent-Replayed',
    'X-Request-Id',
  ],
  /** Seconds for which a browser remembers the answer to a preflight. No browser remembers it longer than this. */
  maxAge: 7_200,
});
