import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newId } from '../common/ids.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../common/pagination.js';
import type { PersonPrincipal } from '../common/principal.js';
import { NotFound, Refusal } from '../common/refusal.js';
import { execute, type Executor, query } from '../database/sql.js';
import { randomBase62, toBase62 } from '../members/members.service.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-token.js';
import * as sql from './session.sql.js';
import type { SessionView, TokensView } from './auth.view.js';
import { hashToken as hash, TOKEN_LENGTH } from './user-tokens.service.js';

interface FoundSession {
  id: string;
  userId: string;
  businessId: string | null;
  successorKey: Buffer;
  isCurrent: boolean;
  /** It was the current one until a moment ago: its answer may have been lost. */
  isPrevious: boolean;
  live: boolean;
}

/** Refresh tokens: 256 bits, kept as hashes, rotated at each use. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tokens: AccessTokens,
  ) {}

  /** Logs a user in, to act in `businessId` or in none. Joins the caller's transaction when given one. */
  async open(on: Executor, userId: string, businessId: string | null, now: Date): Promise<TokensView> {
    const id = newId();
    const refreshToken = randomBase62(TOKEN_LENGTH);
    await execute(on, sql.OPEN_SESSION, [id, userId, businessId, randomBytes(32), hash(refreshToken), now]);
    return this.answer(id, userId, businessId, refreshToken, now);
  }

  /**
   * Takes a refresh token and gives its successor. For 10 seconds the token before answers the same successor, which is
   * derived and not stored, so that a lost answer can be asked for again.
   *
   * @throws Refusal `invalid_refresh_token`; a token that was replaced longer ago ends its whole session, because two
   *   parties hold it.
   */
  async refresh(refreshToken: string, now: Date): Promise<{ userId: string; tokens: TokensView }> {
    const session = await this.find(refreshToken, now);
    if (!session.live) throw invalid();
    const successor = successorOf(refreshToken, session.successorKey);
    if (session.isCurrent)
      await execute(this.dataSource, sql.ROTATE, [hash(refreshToken), now, hash(successor)]);
    if (!session.isCurrent && !session.isPrevious) {
      await execute(this.dataSource, sql.END_SESSION, [session.id, now]);
      throw invalid();
    }
    const { id, userId, businessId } = session;
    return { userId, tokens: this.answer(id, userId, businessId, successor, now) };
  }

  /** Ends the session of this token. @throws Refusal `invalid_refresh_token` when it has none, or it has ended. */
  async end(refreshToken: string, now: Date): Promise<void> {
    const session = await this.find(refreshToken, now);
    if ((await execute(this.dataSource, sql.END_SESSION, [session.id, now])) === 0) throw invalid();
  }

  /** The person's live sessions, newest first. */
  async list(person: PersonPrincipal, page: PageQuery, now: Date): Promise<Page<SessionView>> {
    const values = [person.userId, now, afterId(page), pageLimit(page) + 1, person.sessionId];
    return toPage(await query<SessionView>(this.dataSource, sql.LIST_SESSIONS, values), page, (row) => row);
  }

  /** Ends one of the person's sessions: its access token is refused from the next request on. @throws NotFound */
  async endOwn(person: PersonPrincipal, id: string, now: Date): Promise<void> {
    if ((await execute(this.dataSource, sql.END_OWN, [person.userId, now, id])) === 0)
      throw new NotFound('session');
  }

  /** Ends every session of a user. */
  async endAll(on: Executor, userId: string, now: Date): Promise<void> {
    await execute(on, sql.END_ALL, [userId, now]);
  }

  private async find(refreshToken: string, now: Date): Promise<FoundSession> {
    const [session] = await query<FoundSession>(this.dataSource, sql.FIND_BY_TOKEN, [
      hash(refreshToken),
      now,
    ]);
    if (session === undefined) throw invalid();
    return session;
  }

  private answer(sid: string, sub: string, bid: string | null, refreshToken: string, now: Date): TokensView {
    return {
      accessToken: this.tokens.sign({ sub, sid, bid }, now),
      refreshToken,
      expiresIn: ACCESS_TOKEN_SECONDS,
    };
  }
}

const successorOf = (token: string, key: Buffer): string =>
  toBase62(BigInt(`0x${createHmac('sha256', key).update(token).digest('hex')}`), TOKEN_LENGTH);

const invalid = (): Refusal => new Refusal('invalid_refresh_token', 'Log in again.');
