import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../common/domain-error.js';
import type { Identity } from './identity.js';

type Headers = FastifyRequest['headers'];

/**
 * Runs a passport guard with an object that has only the headers of the request. Passport adds functions for log-in, log-out and
 * sessions, which are not used here, to the object that it gets. On the request itself they would keep it in memory long after its
 * answer, and garbage collection then took a fifth of the time (docs/decisions/cost-of-a-request.md).
 */
async function authenticate(guard: { canActivate(context: ExecutionContext): unknown }, headers: Headers) {
  const carrier: { headers: Headers; user?: Identity } = { headers };
  const http = { getRequest: () => carrier, getResponse: () => ({}) };
  await guard.canActivate({ switchToHttp: () => http } as unknown as ExecutionContext);
  return carrier.user as Identity;
}

/** Returns the identity that passport found. It throws passport's error, or `unauthenticated` if there is no identity. */
function identified(error: unknown, identity: unknown, what: string): Identity {
  if (error instanceof Error) throw error;
  if (identity === false || identity === undefined || identity === null) {
    throw new DomainError(
      'unauthenticated',
      `Send a valid ${what}. If it is missing, mistyped, expired or revoked, the answer is the same.`,
    );
  }
  return identity as Identity;
}

@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  /** Says whose access token a request has. @throws DomainError `unauthenticated` */
  identify(headers: Headers): Promise<Identity> {
    return authenticate(this, headers);
  }

  override handleRequest<T>(error: unknown, identity: unknown): T {
    return identified(error, identity, 'access token as Authorization: Bearer') as T;
  }
}

@Injectable()
export class ApiKeyGuard extends AuthGuard('api-key') {
  /** Says whose API key a request has. @throws DomainError `unauthenticated` */
  identify(headers: Headers): Promise<Identity> {
    return authenticate(this, headers);
  }

  override handleRequest<T>(error: unknown, identity: unknown): T {
    return identified(error, identity, 'API key as X-Api-Key') as T;
  }
}
