import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { payloadOf } from './access-token.js';
import type { Identity } from './identity.js';
import { JwtGuard } from './passport.guards.js';
import type { IntrospectionView } from './token-check.view.js';

/** Says whether the guard would accept an access token now, and whose token it is. */
@Injectable()
export class IntrospectionService {
  constructor(private readonly jwt: JwtGuard) {}

  /**
   * Returns what the token means now. For a token that is expired, revoked, forged or of another kind it returns
   * `active: false`; it throws no error.
   */
  async introspect(token: string): Promise<IntrospectionView> {
    const identity = /^\S+$/.test(token) ? await this.identify(token) : null;
    // A read token belongs to an operator, so it does not show that a person of the customer is there.
    if (identity === null || identity.reader !== undefined) return { active: false };
    const { principal, suspended, closed } = identity;
    if (principal.kind === 'bot' || principal.kind === 'service') return { active: false };
    const { sub, sid, bid, iss, aud, iat, exp } = payloadOf(token);
    const role = principal.kind === 'member' ? principal.role : null;
    const claims = { sub, sid, bid, kind: principal.kind, role, suspended, closed, iss, aud, iat, exp };
    return { active: true, ...claims, token_type: 'Bearer' };
  }

  private async identify(token: string): Promise<Identity | null> {
    try {
      return await this.jwt.identify({ authorization: `Bearer ${token}` });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') return null;
      throw error;
    }
  }
}
