import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../common/domain-error.js';
import type { Identity } from './identity.js';

type Headers = FastifyRequest['headers'];

/**
 * Shows passport only the headers. On a request, passport would hang log-in, log-out and a session, which nobody here uses. What
 * it leaves behind would hold whole requests long after their answer: a fifth of the time went into collecting them
 * (docs/decisions/cost-of-a-request.md).
 */
async function authenticate(guard: { canActivate(context: ExecutionContext): unknown }, headers: Headers) {
  const carrier: { headers: Headers; user?: Identity } = { headers };
  const http = { getRequest: () => carrier, getResponse: () => ({}) };
  await guard.canActivate({ switchToHttp: () => http } as unknown as ExecutionContext);
  return carrier.user as Identity;
}

/** Translates passport's answer: an error stays an error, and an unknown caller is unauthenticated. */
function identified(error: unknown, identity: unknown, what: string): Identity {
  if (error instanceof Error) throw error;
  if (identity === false || identity === undefined || identity === null) {
    throw new DomainError(
      'unauthenticated',
      `Send a valid ${what}. Missing, mistyped, expired and revoked ones look alike.`,
    );
  }
  return identity as Identity;
}

@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  /** @throws DomainError `unauthenticated` */
  identify(headers: Headers): Promise<Identity> {
    return authenticate(this, headers);
  }

  override handleRequest<T>(error: unknown, identity: unknown): T {
    return identified(error, identity, 'access token as Authorization: Bearer') as T;
  }
}

@Injectable()
export class ApiKeyGuard extends AuthGuard('api-key') {
  /** @throws DomainError `unauthenticated` */
  identify(headers: Headers): Promise<Identity> {
    return authenticate(this, headers);
  }

  override handleRequest<T>(error: unknown, identity: unknown): T {
    return identified(error, identity, 'API key as X-Api-Key') as T;
  }
}
