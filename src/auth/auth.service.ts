import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { type Page, type PageQuery, wholeList } from '../common/pagination.js';
import type { PersonPrincipal } from '../common/principal.js';
import { NotFound, Refusal } from '../common/refusal.js';
import { type Executor, query } from '../database/sql.js';
import { type User, UsersService } from '../members/members.service.js';
import type { LoggedInView, MembershipView, SessionView, TokensView, UserView } from './auth.view.js';
import { BUSINESSES_OF } from './session.sql.js';
import { RateLimitsService } from './rate-limits.service.js';
import { SessionsService } from './sessions.service.js';

export { AccountService } from './account.service.js';
export { LoggedInView, TokensView } from './auth.view.js';
export { RateLimitsService } from './rate-limits.service.js';
export { hashToken, TOKEN_LENGTH } from './user-tokens.service.js';

/** What somebody logs in with. */
export interface Credentials {
  email: string;
  password: string;
  businessId?: string;
}

/** Log-in and sessions of people. Lives in real time, whatever clock a business is on. */
@Injectable()
export class AuthService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly limits: RateLimitsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a session in the business asked for, else in the one used last, else in none.
   *
   * @throws Refusal `invalid_credentials`, the same and after the same time for an unknown e-mail; `not_a_member`.
   */
  async login({ email, password, businessId }: Credentials, from: string): Promise<LoggedInView> {
    const user = await this.verify(email, password, from);
    const businesses = await this.businessesOf(user.id);
    const named = businesses.find(({ id }) => id === (businessId ?? user.lastBusinessId));
    if (businessId !== undefined && named === undefined) {
      throw new Refusal('not_a_member', 'You are not an active member of this business.');
    }
    if (named !== undefined) await this.users.rememberBusiness(this.dataSource, user.id, named.id);
    return this.loggedIn(user, businesses, named?.id ?? null);
  }

  /** Logs in somebody whom another proof than the password let in, to act in `businessId`. */
  async enter(userId: string, businessId: string): Promise<LoggedInView> {
    await this.users.rememberBusiness(this.dataSource, userId, businessId);
    const user = await this.user(userId);
    return this.loggedIn(user, await this.businessesOf(userId), businessId);
  }

  /**
   * Opens a session in another of the person's businesses. The present one goes on, in the business that it names, so
   * that two windows may stand in two businesses.
   *
   * @throws NotFound for a business that the person is not an active member of.
   */
  async switchTo({ userId }: PersonPrincipal, businessId: string): Promise<LoggedInView> {
    const businesses = await this.businessesOf(userId);
    if (!businesses.some(({ id }) => id === businessId)) throw new NotFound('business');
    return this.enter(userId, businessId);
  }

  listSessions(person: PersonPrincipal, page: PageQuery): Promise<Page<SessionView>> {
    return this.sessions.list(person, page, this.clock.now());
  }

  endSession(person: PersonPrincipal, id: string): Promise<void> {
    return this.sessions.endOwn(person, id, this.clock.now());
  }

  async listBusinesses({ userId }: PersonPrincipal): Promise<Page<MembershipView>> {
    return wholeList(await this.businessesOf(userId));
  }

  /** See `SessionsService.refresh`. */
  async refresh(refreshToken: string): Promise<LoggedInView> {
    const { userId, tokens } = await this.sessions.refresh(refreshToken, this.clock.now());
    return { tokens, user: userView(await this.user(userId)), businesses: await this.businessesOf(userId) };
  }

  async logout(refreshToken: string): Promise<void> {
    await this.sessions.end(refreshToken, this.clock.now());
  }

  /** Logs in somebody who has just been made a member, in the transaction that did. */
  async openSession(on: Executor, userId: string, businessId: string): Promise<TokensView> {
    await this.users.rememberBusiness(on, userId, businessId);
    return this.sessions.open(on, userId, businessId, this.clock.now());
  }

  private async verify(email: string, password: string, from: string): Promise<User> {
    const found: { user: User | null } = { user: null };
    await this.limits.guess(email, from, async () => {
      found.user = await this.users.verify(email, password);
      return found.user !== null;
    });
    return found.user as unknown as User;
  }

  private async loggedIn(
    user: User,
    businesses: MembershipView[],
    businessId: string | null,
  ): Promise<LoggedInView> {
    const tokens = await this.sessions.open(this.dataSource, user.id, businessId, this.clock.now());
    return { tokens, user: userView(user), businesses };
  }

  private async user(id: string): Promise<User> {
    const user = await this.users.find(this.dataSource, id);
    if (user === null) throw new NotFound('user');
    return user;
  }

  private businessesOf(userId: string): Promise<MembershipView[]> {
    return query<MembershipView>(this.dataSource, BUSINESSES_OF, [userId]);
  }
}

const userView = ({ id, email, firstName, lastName, emailVerifiedAt, operator }: User): UserView => ({
  id,
  email,
  firstName,
  lastName,
  emailVerifiedAt,
  operator,
});
