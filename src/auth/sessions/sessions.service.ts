import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ActorsService, AuditService } from '../../audit/index.js';
import { newId } from '../../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { execute, type Executor, isDistributed, maybeOne, query } from '../../database/sql.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { UsersService } from '../../users/index.js';
import { randomBase62, toBase62 } from '../../common/base62.js';
import { accountSuspended } from '../auth.errors.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../access/access-token.js';
import type { Family, FoundSession, PresentRights } from './session.rows.js';
import * as sql from './sessions.sql.js';
import { type SessionView, sessionView, type TokensView } from './session.view.js';
import { currentOrigin } from '../../common/trace.js';
import { hashToken as hash, TOKEN_LENGTH } from '../../common/hashed-token.js';

/**
 * Sessions and their refresh tokens. A token has 256 bits, is stored as a hash, and is replaced at each use. Sessions are opened
 * and ended under the lock of the user's row, so that none is opened while all are ended.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly limits: RateLimitsService,
  ) {}

  /**
   * Opens a session in `businessId`, or in no business. The session belongs to `family`, or is a new log-in. The caller has locked
   * the user, and has checked the proof under that lock. `secondFactorAt` is when the person showed a code; null without a second
   * factor. Beyond the bound of sessions of one person, those that were refreshed longest ago end.
   *
   * @throws DomainError `account_suspended`
   */
  async open(
    manager: EntityManager,
    userId: string,
    businessId: string | null,
    family: Family | null,
    secondFactorAt: Date | null,
    now: Date,
  ): Promise<TokensView> {
    const id = newId();
    const refreshToken = randomBase62(TOKEN_LENGTH);
    const origin = currentOrigin();
    const opened = await maybeOne(manager, sql.OPEN_SESSION, {
      id,
      userId,
      businessId,
      successorKey: randomBytes(32),
      hash: hash(refreshToken),
      now,
      startedAt: family?.startedAt ?? now,
      familyId: family?.id ?? null,
      secondFactorAt,
      address: origin?.address ?? null,
      userAgent: origin?.userAgent ?? null,
    });
    if (opened === undefined) throw accountSuspended();
    await execute(manager, sql.DELETE_SURPLUS, { userId, now });
    const session = await this.withPresentRights(manager, { ...opened, id, userId, businessId });
    return this.answer(session, refreshToken, now);
  }

  /**
   * Replaces a refresh token by its successor. For 10 seconds the replaced token still gets the same successor, so that a client
   * can repeat a request whose answer was lost. The successor is derived from the token and not stored.
   *
   * @throws DomainError `invalid_refresh_token`; a token that was replaced longer ago ends its whole family, because two parties
   *   have it. A client that refreshes without end ends its family, too: each refresh stores a row. `rate_limited`
   */
  async refresh(refreshToken: string, now: Date): Promise<{ userId: string; tokens: TokensView }> {
    const session = await this.find(refreshToken, now);
    if (!session.live) throw invalid();
    if (session.isWornOut || (!session.isCurrent && !session.isPrevious)) {
      await this.endFamily(session, now);
      throw invalid();
    }
    // A repeated request stores no row, so it does not count.
    if (session.isCurrent) await this.limits.take('refresh', undefined, session.userId);
    const successor = successorOf(refreshToken, session.successorKey);
    const rotation = { hash: hash(refreshToken), successor: hash(successor), now };
    // Another request has rotated or ended the session since it was read, so decide again.
    if (session.isCurrent && (await execute(this.dataSource, sql.ROTATE, rotation)) === 0)
      return this.refresh(refreshToken, now);
    return { userId: session.userId, tokens: this.answer(session, successor, now) };
  }

  /**
   * Ends the log-in of this token. @throws DomainError `invalid_refresh_token` when the token is unknown, or the log-in has ended
   */
  async end(refreshToken: string, now: Date): Promise<void> {
    const session = await this.find(refreshToken, now);
    if ((await this.endFamily(session, now)) === 0) throw invalid();
  }

  /** Lists the person's live log-ins, newest first. */
  async list(person: PersonPrincipal, page: PageQuery, now: Date): Promise<Page<SessionView>> {
    const { userId, sessionId } = person;
    const values = { userId, sessionId, before: beforeId(page), limit: pageLimit(page) + 1, now };
    return toPage(await query(this.dataSource, sql.LIST_SESSIONS, values), page, sessionView);
  }

  /** Ends one of the person's log-ins. Its access tokens are refused from the next request on. @throws NotFound */
  async endOwn(person: PersonPrincipal, id: string, now: Date): Promise<void> {
    const { userId } = person;
    await this.locked(userId, async (manager) => {
      await this.actors.confirm(manager, person);
      if ((await execute(manager, sql.END_OWN, { userId, id, now })) === 0) throw new NotFound('session');
      const target = { kind: 'user', id: userId };
      await this.audit.recordForOperators(manager, { by: person, action: 'user.session_ended', target });
    });
  }

  /** Ends every session of a user. The caller has locked the user. */
  async endAll(manager: EntityManager, userId: string, now: Date): Promise<void> {
    await execute(manager, sql.END_ALL, { userId, now });
  }

  /** The family of the person's session; null if the session has ended. */
  async familyOf(on: Executor, { userId, sessionId }: PersonPrincipal, now: Date): Promise<Family | null> {
    return (await maybeOne(on, sql.FIND_FAMILY, { id: sessionId, userId, now })) ?? null;
  }

  private endFamily({ userId, familyId }: FoundSession, now: Date): Promise<number> {
    return this.locked(userId, (manager) => execute(manager, sql.END_FAMILY, { userId, familyId, now }));
  }

  private locked<T>(userId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await this.users.lock(manager, userId);
      return work(manager);
    });
  }

  private async find(refreshToken: string, now: Date): Promise<FoundSession> {
    const session = await maybeOne(this.dataSource, sql.FIND_BY_TOKEN, { hash: hash(refreshToken), now });
    if (session === undefined) throw invalid();
    return this.withPresentRights(this.dataSource, session);
  }

  private async withPresentRights<Session extends Pick<FoundSession, 'businessId' | 'userId'>>(
    on: Executor,
    session: Session,
  ): Promise<Session> {
    if (!isDistributed(on)) return session;
    const { businessId, userId } = session;
    const rights =
      businessId === null
        ? await maybeOne(on, sql.FIND_RIGHTS_WITHOUT_BUSINESS, { userId })
        : await maybeOne(on, sql.FIND_PRESENT_RIGHTS, { businessId, userId });
    return { ...session, ...rights };
  }

  private answer(
    {
      id: sid,
      userId: sub,
      businessId: bid,
      operator,
      role,
    }: Pick<FoundSession, 'id' | 'userId' | 'businessId'> & PresentRights,
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

const invalid = (): DomainError => new DomainError('invalid_refresh_token', 'Log in again.');
