import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { payloadOf } from './access-token.js';
import type { Identity } from './identity.js';
import { JwtGuard } from './passport.guards.js';
import type { IntrospectionView } from './token-checks.view.js';

/** Says what an access token stands for, as the guard would judge it at this moment. */
@Injectable()
export class IntrospectionService {
  constructor(private readonly jwt: JwtGuard) {}

  /** Never throws on account of the token: one that is expired, ended, forged or of another kind is not active. */
  async introspect(token: string): Promise<IntrospectionView> {
    const identity = /^\S+$/.test(token) ? await this.identify(token) : null;
    // A read token is an operator's, who looks at a customer's pages: no person of theirs came.
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
