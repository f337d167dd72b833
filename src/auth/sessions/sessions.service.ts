import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '../../common/ids.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { PersonPrincipal, Role } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { execute, type Executor, query } from '../../database/sql.js';
import { UsersService } from '../../users/index.js';
import { randomBase62, toBase62 } from '../../common/base62.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../access/access-token.js';
import * as sql from './session.sql.js';
import type { SessionView, TokensView } from '../auth.view.js';
import { hashToken as hash, TOKEN_LENGTH } from '../../common/hashed-token.js';

/** What the person of a session is at this moment. */
interface Who {
  operator: boolean;
  /** In the business of the session; null for whoever is not its active member. */
  role: Role | null;
}

interface FoundSession extends Who {
  id: string;
  userId: string;
  businessId: string | null;
  familyId: string;
  successorKey: Buffer;
  isCurrent: boolean;
  /** It was the current token until a moment ago. The answer with its successor may have been lost. */
  isPrevious: boolean;
  live: boolean;
}

/**
 * A log-in, with all sessions that were switched to from it. They end together: at log-out from any of them, when a
 * refresh token comes back that was replaced, and 90 days after the log-in.
 */
export interface Family {
  /** The id of its first session. */
  id: string;
  startedAt: Date;
}

/**
 * Sessions and their refresh tokens. A token has 256 bits, is kept as a hash, and is replaced at each use. Sessions are made and
 * ended under the lock of the user's row, so that none is made while all are ended.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * Opens a session in `businessId` or in none, as a member of `family` or as a new log-in. The caller has locked the user, and
   * has checked the proof under that lock.
   *
   * @throws DomainError `account_suspended`
   */
  async open(
    manager: EntityManager,
    userId: string,
    businessId: string | null,
    family: Family | null,
    now: Date,
  ): Promise<TokensView> {
    const id = newId();
    const refreshToken = randomBase62(TOKEN_LENGTH);
    const secrets = [randomBytes(32), hash(refreshToken)];
    const times = [now, family?.startedAt ?? now];
    const values = [id, userId, businessId, ...secrets, ...times, family?.id ?? null];
    const [who] = await query<Who>(manager, sql.OPEN_SESSION, values);
    if (who === undefined) throw accountSuspended();
    return this.answer({ id, userId, businessId, ...who }, refreshToken, now);
  }

  /**
   * Takes a refresh token and gives its successor. For 10 seconds the token before answers the same successor, which is
   * derived and not stored, so that a lost answer can be asked for again.
   *
   * @throws DomainError `invalid_refresh_token`; a token that was replaced longer ago ends its whole family, because two
   *   parties hold it.
   */
  async refresh(refreshToken: string, now: Date): Promise<{ userId: string; tokens: TokensView }> {
    const session = await this.find(refreshToken, now);
    if (!session.live) throw invalid();
    if (!session.isCurrent && !session.isPrevious) {
      await this.endFamily(session, now);
      throw invalid();
    }
    const successor = successorOf(refreshToken, session.successorKey);
    const rotation = [hash(refreshToken), now, hash(successor)];
    // Another request has rotated or ended it since it was read. Decide again by the present state.
    if (session.isCurrent && (await execute(this.dataSource, sql.ROTATE, rotation)) === 0)
      return this.refresh(refreshToken, now);
    return { userId: session.userId, tokens: this.answer(session, successor, now) };
  }

  /** Ends the log-in of this token. @throws DomainError `invalid_refresh_token` when it has none, or it has ended. */
  async end(refreshToken: string, now: Date): Promise<void> {
    const session = await this.find(refreshToken, now);
    if ((await this.endFamily(session, now)) === 0) throw invalid();
  }

  /** The person's live log-ins, newest first. */
  async list(person: PersonPrincipal, page: PageQuery, now: Date): Promise<Page<SessionView>> {
    const values = [person.userId, now, afterId(page), pageLimit(page) + 1, person.sessionId];
    return toPage(await query<SessionView>(this.dataSource, sql.LIST_SESSIONS, values), page, (row) => row);
  }

  /** Ends one of the person's log-ins. Its access tokens are refused from the next request on. @throws NotFound */
  async endOwn({ userId }: PersonPrincipal, id: string, now: Date): Promise<void> {
    const ended = await this.locked(userId, (manager) => execute(manager, sql.END_OWN, [userId, now, id]));
    if (ended === 0) throw new NotFound('session');
  }

  /** Ends every session of a user who is locked by the caller. */
  async endAll(manager: EntityManager, userId: string, now: Date): Promise<void> {
    await execute(manager, sql.END_ALL, [userId, now]);
  }

  /** The family of the caller's session; null when the session has ended. */
  async familyOf(on: Executor, { userId, sessionId }: PersonPrincipal, now: Date): Promise<Family | null> {
    return (await query<Family>(on, sql.FIND_FAMILY, [sessionId, now, userId]))[0] ?? null;
  }

  private endFamily({ userId, familyId }: FoundSession, now: Date): Promise<number> {
    return this.locked(userId, (manager) => execute(manager, sql.END_FAMILY, [userId, now, familyId]));
  }

  private locked<T>(userId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await this.users.lock(manager, userId);
      return work(manager);
    });
  }

  private async find(refreshToken: string, now: Date): Promise<FoundSession> {
    const [session] = await query<FoundSession>(this.dataSource, sql.FIND_BY_TOKEN, [
      hash(refreshToken),
      now,
    ]);
    if (session === undefined) throw invalid();
    return session;
  }

  private answer(
    {
      id: sid,
      userId: sub,
      businessId: bid,
      operator,
      role,
    }: Pick<FoundSession, 'id' | 'userId' | 'businessId'> & Who,
    refreshToken: string,
    now: Date,
  ): TokensView {
    const kind = operator ? 'operator' : role === null ? 'user' : 'member';
    return {
      accessToken: this.tokens.sign({ sub, sid, bid, kind, role }, now),
      refreshToken,
      expiresIn: ACCESS_TOKEN_SECONDS,
    };
  }
}

const successorOf = (token: string, key: Buffer): string =>
  toBase62(BigInt(`0x${createHmac('sha256', key).update(token).digest('hex')}`), TOKEN_LENGTH);

export const accountSuspended = (): DomainError =>
  new DomainError('account_suspended', 'The people who run this service suspended your account. Ask them.');

const invalid = (): DomainError => new DomainError('invalid_refresh_token', 'Log in again.');
