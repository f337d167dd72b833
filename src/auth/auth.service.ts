import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { NotFound, Refusal } from '../common/refusal.js';
import { type Executor, query } from '../database/sql.js';
import { type User, UsersService } from '../members/members.service.js';
import type { LoggedInView, MembershipView, TokensView, UserView } from './auth.view.js';
import { BUSINESSES_OF } from './session.sql.js';
import { SessionsService } from './sessions.service.js';

export { TokensView } from './auth.view.js';

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
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a session in the business asked for, else in the one used last, else in none.
   *
   * @throws Refusal `invalid_credentials`, the same and after the same time for an unknown e-mail; `not_a_member`.
   */
  async login({ email, password, businessId }: Credentials): Promise<LoggedInView> {
    const user = await this.users.verify(email, password);
    if (user === null) throw new Refusal('invalid_credentials', 'The e-mail or the password is wrong.');
    const businesses = await this.businessesOf(user.id);
    const named = businesses.find(({ id }) => id === (businessId ?? user.lastBusinessId));
    if (businessId !== undefined && named === undefined) {
      throw new Refusal('not_a_member', 'You are not an active member of this business.');
    }
    if (named !== undefined) await this.users.rememberBusiness(this.dataSource, user.id, named.id);
    const tokens = await this.sessions.open(this.dataSource, user.id, named?.id ?? null, this.clock.now());
    return { tokens, user: userView(user), businesses };
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
