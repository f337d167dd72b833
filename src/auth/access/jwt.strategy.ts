import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { isUUID } from 'class-validator';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Batcher, inRequestOrder } from '../../common/batcher.js';
import { query } from '../../database/sql.js';
import { type AccessClaims, AccessTokens, ALGORITHM, AUDIENCE, ISSUER } from './access-token.js';
import { FIND_READER, FIND_SESSIONS, type Identity } from './identity.js';
import type { SessionRow } from './identity.rows.js';

/** People: an access token, checked against its session at every request, together with those who come meanwhile. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  private readonly reads = new Batcher<Named, SessionRow | null>((named) => this.read(named));

  constructor(
    tokens: AccessTokens,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: Error | null, key?: never) => void,
      ) => {
        const key = tokens.keyFor(token);
        done(key === null ? new UnknownKey() : null, (key ?? undefined) as never);
      },
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
    });
  }

  /** False for a token that is not good (any more); passport makes a 401 of it. */
  async validate({ sub, sid, bid, read, exp }: AccessClaims): Promise<Identity | false> {
    // passport-jwt takes a token that never expires; we sign none, so it is not ours.
    if (typeof exp !== 'number' || !isUUID(sub) || !isUUID(sid)) return false;
    if (read === true) return this.reader(sub, sid, bid ?? '');
    const row = await this.reads.submit({ sid, sub, bid: isUUID(bid) ? bid : null });
    if (row === null || row.endedAt !== null) return false;
    const inGoodState = { testNow: null, suspended: false, closed: false };
    if (row.operator) return { principal: { kind: 'operator', userId: sub, sessionId: sid }, ...inGoodState };
    if (bid === null || row.memberId === null || row.role === null || row.active !== true) {
      const noBusiness = bid === null ? 'no_business' : 'not_a_member';
      return { principal: { kind: 'user', userId: sub, sessionId: sid }, noBusiness, ...inGoodState };
    }
    const { memberId, role, testNow, suspendedAt, closedAt } = row;
    return {
      principal: { kind: 'member', businessId: bid, memberId, userId: sub, sessionId: sid, role },
      testNow,
      suspended: suspendedAt !== null,
      closed: closedAt !== null,
    };
  }

  /** An operator who reads as a business, with its owner's eyes; also one that is suspended or closed. */
  private async reader(userId: string, sessionOrKey: string, businessId: string): Promise<Identity | false> {
    type Row = { testNow: Date | null; byKey: boolean };
    const [row] = await query<Row>(this.dataSource, FIND_READER, [
      userId,
      sessionOrKey,
      businessId,
      this.clock.now(),
    ]);
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

  private async read(named: Named[]): Promise<(SessionRow | null)[]> {
    const values = [named.map(({ sid }) => sid), named.map(({ sub }) => sub), named.map(({ bid }) => bid)];
    return inRequestOrder(await query<SessionRow>(this.dataSource, FIND_SESSIONS, values), named);
  }
}

/** Whose session a token names, and in which business. */
type Named = Pick<AccessClaims, 'sid' | 'sub' | 'bid'>;

/** The token's header names no key of ours. */
class UnknownKey extends Error {}
