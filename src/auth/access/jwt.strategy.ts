import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { isUUID } from 'class-validator';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Batcher } from '../../common/batcher.js';
import { inRequestOrder } from '../../common/request-order.js';
import { byShard } from '../../database/by-shard.js';
import { isDistributed, maybeOne, query } from '../../database/sql.js';
import { type AccessClaims, AccessTokens, ALGORITHMS, AUDIENCE } from './access-token.js';
import type { Identity } from './identity.js';
import { FIND_LOGINS, FIND_READER, FIND_SESSIONS } from './identity.sql.js';
import type { LoginRow, SessionRow } from './identity.rows.js';

/** The part of a request that passport gets. */
interface Carrier {
  headers: Record<string, unknown>;
}

const businessOf = ({ bid }: NamedSession): string => bid ?? '';
const tokenOf = ExtractJwt.fromAuthHeaderAsBearerToken();

/**
 * Identifies people by their access tokens. The session is looked up at every request; requests at the same time share a look-up.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  private readonly reads = new Batcher<NamedSession, SessionRow | null>((named) => this.readAll(named), {
    name: 'sessions',
  });

  constructor(
    private readonly tokens: AccessTokens,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    super({
      jwtFromRequest: tokenOf,
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: Error | null, key?: never) => void,
      ) => {
        const key = tokens.keyFor(token);
        done(key === null ? new UnknownKey() : null, (key ?? undefined) as never);
      },
      // A key allows only one of them: see `AccessTokens.keyFor`.
      algorithms: [...ALGORITHMS],
      issuer: tokens.issuers,
      audience: AUDIENCE,
      passReqToCallback: true,
    });
  }

  override authenticate(request: Carrier, options?: unknown): void {
    const token = tokenOf(request);
    const claims = token === null ? null : this.tokens.remembered(token, this.clock.now());
    if (claims === null) {
      super.authenticate(request as never, options);
      return;
    }
    this.identify(claims).then(
      (identity) => (identity === false ? this.fail(401) : this.success(identity)),
      (error: Error) => this.error(error),
    );
  }

  /**
   * Identifies the caller of a token whose signature was just verified. Returns false if it is no longer valid: passport answers
   * 401.
   */
  async validate(request: Carrier, claims: AccessClaims): Promise<Identity | false> {
    const { sub, sid, exp } = claims;
    // passport-jwt accepts a token without an expiry. This service never signs such a token.
    if (typeof exp !== 'number' || !isUUID(sub) || !isUUID(sid)) return false;
    this.tokens.remember(tokenOf(request) ?? '', claims);
    return this.identify(claims);
  }

  private async identify({ sub, sid, bid, read }: AccessClaims): Promise<Identity | false> {
    if (read === true) return this.reader(sub, sid, bid ?? '');
    const row = await this.reads.submit({ sid, sub, bid: isUUID(bid) ? bid : null });
    if (row === null || row.endedAt !== null) return false;
    const withoutBusiness = { testNow: null, suspended: false, closed: false };
    if (row.operator) {
      const { secondFactorAt } = row;
      return {
        principal: { kind: 'operator', userId: sub, sessionId: sid },
        secondFactorAt,
        ...withoutBusiness,
      };
    }
    if (bid === null || row.memberId === null || row.role === null || row.active !== true) {
      const noBusiness = bid === null ? 'no_business' : 'not_a_member';
      return { principal: { kind: 'user', userId: sub, sessionId: sid }, noBusiness, ...withoutBusiness };
    }
    const { memberId, role, testNow, suspendedAt, closedAt } = row;
    return {
      principal: { kind: 'member', businessId: bid, memberId, userId: sub, sessionId: sid, role },
      testNow,
      suspended: suspendedAt !== null,
      closed: closedAt !== null,
    };
  }

  /** Identifies an operator who reads as a business. The operator sees what its owner sees, also if it is suspended or closed. */
  private async reader(userId: string, sessionOrKey: string, businessId: string): Promise<Identity | false> {
    const [login] = await this.logins([{ sub: userId, sid: sessionOrKey }]);
    const isLive = login?.endedAt === null;
    const values = { userId, sessionOrKey, businessId, isLive, now: this.clock.now() };
    const row = await maybeOne(this.dataSource, FIND_READER, values);
    if (row === undefined) return false;
    const { testNow, byKey } = row;
    const operator = { kind: 'operator' as const, userId };
    return {
      principal: {
        kind: 'member',
        businessId,
        memberId: userId,
        userId,
        sessionId: sessionOrKey,
        role: 'owner',
      },
      reader: byKey
        ? { ...operator, sessionId: null, keyId: sessionOrKey }
        : { ...operator, sessionId: sessionOrKey },
      testNow,
      suspended: false,
      closed: false,
    };
  }

  private async readAll(named: NamedSession[]): Promise<(SessionRow | Error | null)[]> {
    const [rows, logins] = await Promise.all([
      byShard(this.dataSource, named, businessOf, (part) => this.read(part)),
      this.logins(named),
    ]);
    if (!isDistributed(this.dataSource)) return rows;
    return rows.map((row, place) => {
      const login = logins[place];
      if (row === null || row instanceof Error) return row;
      return login ? { ...row, ...login } : null;
    });
  }

  /** Reads sessions where the database is distributed. Otherwise they are read together with their users. */
  private async logins(named: Pick<NamedSession, 'sid' | 'sub'>[]): Promise<(LoginRow | null)[]> {
    if (!isDistributed(this.dataSource)) return [];
    const values = { sessionIds: named.map(({ sid }) => sid), userIds: named.map(({ sub }) => sub) };
    return inRequestOrder(await query(this.dataSource, FIND_LOGINS, values), named);
  }

  private async read(named: NamedSession[]): Promise<(SessionRow | null)[]> {
    const values = {
      sessionIds: named.map(({ sid }) => sid),
      userIds: named.map(({ sub }) => sub),
      businessIds: named.map(({ bid }) => bid),
    };
    return inRequestOrder(await query(this.dataSource, FIND_SESSIONS, values), named);
  }
}

/** The session, the user and the business that a token names. */
type NamedSession = Pick<AccessClaims, 'sid' | 'sub' | 'bid'>;

/** The token's header names no known key. */
class UnknownKey extends Error {}
