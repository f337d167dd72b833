import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The longest body that is kept as it came. Events of Stripe hold whole objects. */
const RAW_LIMIT = 512 * 1024;

/** Routes whose body is signed as bytes, so that it must not be parsed before the signature is checked. */
const RAW_ROUTES = new Set(['/v1/payments/stripe/events']);

/** Whether the body of this request is handed on as it came. */
export const keepsRawBody = ({ routeOptions }: FastifyRequest): boolean =>
  RAW_ROUTES.has(routeOptions.url ?? '');

/** Raises the limit of the body on routes that take it as it comes. Before the routes are made. */
export function raiseRawLimits(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (RAW_ROUTES.has(route.url)) route.bodyLimit = RAW_LIMIT;
  });
}

/** The body of the request, as it came. */
export const RawBody = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  return typeof body === 'string' ? body : '';
});
