import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The longest raw body, in bytes. It is larger than other bodies, because Stripe's events hold whole objects. */
const RAW_LIMIT = 512 * 1024;

/** Routes that check a signature of the bytes of the body. Such a body must not be parsed before the check. */
const RAW_ROUTES = new Set(['/v1/payments/stripe/events']);

/** True if the route of this request takes the raw body. */
export const keepsRawBody = ({ routeOptions }: FastifyRequest): boolean =>
  RAW_ROUTES.has(routeOptions.url ?? '');

/** Raises the limit of the body on routes that take the raw body. Must be called before the routes are registered. */
export function raiseRawLimits(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (RAW_ROUTES.has(route.url)) route.bodyLimit = RAW_LIMIT;
  });
}

/** The raw body of the request. */
export const RawBody = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  return typeof body === 'string' ? body : '';
});
