import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { type Page, type PageQuery, wholeList } from '../../common/paging.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { type Executor, query } from '../../database/sql.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { ACTIVE_MEMBERSHIPS_OF, type MembershipView } from '../../members/index.js';
import { type User, UsersService, userView } from '../../users/index.js';
import { accountSuspended } from '../auth.errors.js';
import { AccountLocksService } from '../account/account-locks.service.js';
import { type LoggedInView, type SessionView, type TokensView } from './session.view.js';
import { PasswordProofService } from '../account/password-proof.service.js';
import { SecondFactorsService } from '../second-factor/second-factors.service.js';
import type { Family } from './session.rows.js';
import { SessionsService } from './sessions.service.js';
import type { LoginDto } from './session.dto.js';

/** Log-ins and sessions of people. They use real time, also if a business is on a test clock. */
@Injectable()
export class AuthService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly proofs: PasswordProofService,
    private readonly secondFactors: SecondFactorsService,
    private readonly locks: AccountLocksService,
    private readonly limits: RateLimitsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Logs a person in: opens a session in the named business. If none is named, it takes the business that was used last, if that is
   * open. Otherwise it takes the only open business of the person, or none. A business is open if it is not suspended or closed.
   *
   * @throws DomainError `invalid_credentials`, also for an unknown e-mail and after the same time, and when the credentials have
   *   changed since they were checked; `second_factor_required` and `invalid_code` for a person who has a second factor;
   *   `account_suspended`, `not_a_member`
   */
  async login({ email, password, code, businessId }: LoginDto, from: string): Promise<LoggedInView> {
    const verified = await this.proofs.logIn(email, password, from);
    const shown = await this.secondFactors.compare(verified.id, code, from);
    return this.dataSource.transaction(async (manager) => {
      const user = await this.locks.byPassword(manager, verified);
      // Only a caller who knows the password learns this, so it does not show which accounts exist.
      if (user.suspendedAt !== null) throw accountSuspended();
      const businesses = await this.businessesOf(manager, user.id);
      const named = businesses.find(({ id }) => id === businessId);
      if (businessId !== undefined && named === undefined)
        throw new DomainError('not_a_member', 'You are not an active member of this business.');
      const entered = named ?? businessToEnter(businesses, user.lastBusinessId);
      const shownAt = await this.secondFactors.use(manager, user.id, shown);
      await this.limits.remember(manager, email, from);
      const tokens = await this.issueTokens(manager, user.id, entered?.id ?? null, null, shownAt);
      return { tokens, user: userView(user), businesses };
    });
  }

  /**
   * Opens a session in another of the person's businesses. The present session stays open in its own business, so that two windows
   * can show two businesses. Both sessions belong to one log-in and end together.
   *
   * @throws NotFound for a business of which the person is not an active member; DomainError `unauthenticated` when the present
   *   session has ended meanwhile; `rate_limited`
   */
  async switchTo(person: PersonPrincipal, businessId: string): Promise<LoggedInView> {
    await this.limits.take('switch', person.address, person.userId);
    return this.dataSource.transaction(async (manager) => {
      const { user, family } = await this.locks.bySession(manager, person);
      const businesses = await this.businessesOf(manager, user.id);
      if (!businesses.some(({ id }) => id === businessId)) throw new NotFound('business');
      const tokens = await this.issueTokens(manager, user.id, businessId, family, family.secondFactorAt);
      return { tokens, user: userView(user), businesses };
    });
  }

  listSessions(person: PersonPrincipal, page: PageQuery): Promise<Page<SessionView>> {
    return this.sessions.list(person, page, this.clock.now());
  }

  endSession(person: PersonPrincipal, id: string): Promise<void> {
    return this.sessions.endOwn(person, id, this.clock.now());
  }

  async listBusinesses({ userId }: PersonPrincipal): Promise<Page<MembershipView>> {
    return wholeList(await this.businessesOf(this.dataSource, userId));
  }

  /** See `SessionsService.refresh`. */
  async refresh(refreshToken: string): Promise<LoggedInView> {
    const { userId, tokens } = await this.sessions.refresh(refreshToken, this.clock.now());
    const user = await this.users.find(this.dataSource, userId);
    if (user === null) throw new NotFound('user');
    return { tokens, user: userView(user), businesses: await this.businessesOf(this.dataSource, userId) };
  }

  async logout(refreshToken: string): Promise<void> {
    await this.sessions.end(refreshToken, this.clock.now());
  }

  /**
   * Opens a session for a person who used a link, such as an invitation. The caller has locked the user, and passes the family of
   * the present session, or null for a new log-in. `shownAt` is when the person showed a code of the second factor.
   */
  async openSession(
    manager: EntityManager,
    user: User,
    businessId: string,
    family: Family | null,
    shownAt: Date | null = family?.secondFactorAt ?? null,
  ): Promise<LoggedInView> {
    const tokens = await this.issueTokens(manager, user.id, businessId, family, shownAt);
    return { tokens, user: userView(user), businesses: await this.businessesOf(manager, user.id) };
  }

  /** Opens a session for a user who is locked, or new in this transaction. */
  async issueTokens(
    manager: EntityManager,
    userId: string,
    businessId: string | null,
    family: Family | null,
    secondFactorAt: Date | null,
  ): Promise<TokensView> {
    if (businessId !== null) await this.users.rememberBusiness(manager, userId, businessId);
    return this.sessions.open(manager, userId, businessId, family, secondFactorAt, this.clock.now());
  }

  private businessesOf(on: Executor, userId: string): Promise<MembershipView[]> {
    return query(on, ACTIVE_MEMBERSHIPS_OF, { userId });
  }
}

/** The business that was used last, if it is open, else the only open one. */
function businessToEnter(
  businesses: MembershipView[],
  lastBusinessId: string | null,
): MembershipView | undefined {
  const open = businesses.filter(({ suspended, closedAt }) => !suspended && closedAt === null);
  return open.find(({ id }) => id === lastBusinessId) ?? (open.length === 1 ? open[0] : undefined);
}
