import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';

const origins = new AsyncLocalStorage<{ address: string }>();

/** Remembers for the time of each request where it came from; behind a proxy as TRUST_PROXY says. */
export function noteOrigins(fastify: FastifyInstance): void {
  // After the body is read: what the parser calls back from would lose the store.
  fastify.addHook('preHandler', (request, _reply, done) => origins.run({ address: request.ip }, done));
}

/** The address that the present request came from; null for the service's own work. */
export const currentAddress = (): string | null => origins.getStore()?.address ?? null;
