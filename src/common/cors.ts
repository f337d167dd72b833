/** What a page of a listed origin may do from a browser: everything that its credential allows. */
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
  /** Seconds for which a browser remembers the answer. No browser remembers it longer. */
  maxAge: 7_200,
});
