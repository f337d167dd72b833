import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Refusal } from '../common/refusal.js';
import type { Identity } from './identity.js';

/** Passport's answer in our words: an error is an error, anybody it does not know is unauthenticated. */
function identified(error: unknown, identity: unknown, what: string): Identity {
  if (error instanceof Error) throw error;
  if (identity === false || identity === undefined || identity === null) {
    throw new Refusal(
      'unauthenticated',
      `Send a valid ${what}. Missing, mistyped, expired and revoked ones look alike.`,
    );
  }
  return identity as Identity;
}

@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  override handleRequest<T>(error: unknown, identity: unknown): T {
    return identified(error, identity, 'access token as Authorization: Bearer') as T;
  }
}

@Injectable()
export class ApiKeyGuard extends AuthGuard('api-key') {
  override handleRequest<T>(error: unknown, identity: unknown): T {
    return identified(error, identity, 'API key as X-Api-Key') as T;
  }
}
