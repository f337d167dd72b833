import { createHash } from 'node:crypto';
import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { ValidationFailed } from '../../common/domain-error.js';

/** A valid idempotency key: 1 to 255 visible ASCII characters. */
export const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;
const HEADER = 'Idempotency-Key';

/** The codes with which a route that accepts keys can refuse. */
export const KEY_PROBLEMS = ['idempotency_key_reused', 'idempotency_in_progress'] as const;

/** A request with an idempotency key: it must take effect once, however often it is sent. */
export interface KeyedRequest {
  readonly key: string;
  /** A hash of the method, the path and the parsed body. It is equal only if all three are equal. */
  readonly fingerprint: Buffer;
  /** Called if the answer is the answer of an earlier request. */
  readonly replayed: () => void;
}

/** Passes the request's key to a route, or null without a key. Every route that accepts keys must have it, and no other route. */
export const Keyed = createParamDecorator((_: unknown, context: ExecutionContext): KeyedRequest | null => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !KEY_PATTERN.test(key)) {
    throw new ValidationFailed([{ field: HEADER, message: 'must be 1 to 255 visible ASCII characters' }]);
  }
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  const path = request.url.split('?', 1)[0] ?? '';
  return {
    key,
    fingerprint: fingerprint(request.method, path, request.body),
    replayed: () => void reply.header('Idempotent-Replayed', 'true'),
  };
});

/** Refuses the header on a route where it could be mistaken for the key of the whole request. */
@Injectable()
class NoKeyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers['idempotency-key'] === undefined) return next.handle();
    throw new ValidationFailed([
      { field: HEADER, message: 'is not allowed here: give each item its own idempotencyKey' },
    ]);
  }
}

/** Makes a route refuse the header with 400. */
export const TakesNoKey = () => UseInterceptors(NoKeyInterceptor);

/** Shows the header in the OpenAPI documents. */
export const TakesKey = () =>
  ApiHeader({
    name: HEADER,
    required: false,
    description: 'Names this request. If it is sent again, it is done once and gets the first answer.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: KEY_PATTERN.source },
  });

/** Makes the fingerprint of a request. Spaces in the JSON and the order of its fields do not change it. */
export const fingerprint = (method: string, path: string, body: unknown): Buffer =>
  createHash('sha256')
    .update(`${method} ${path}\n${canonical(body)}`)
    .digest();

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}
