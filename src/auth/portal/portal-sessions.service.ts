import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../../audit/index.js';
import { businessClosed, BusinessesService, businessSuspended } from '../../businesses/index.js';
import { newBusinessToken, readBusinessToken } from '../../common/business-token.js';
import { Clock, MINUTE_MS } from '../../common/clock.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import type { OperatorPrincipal, PersonPrincipal, ServicePrincipal } from '../../common/principal.js';
import { checkReturnUrl } from '../../common/return-url.js';
import { CONFIG, type Config } from '../../config/config.js';
import { type Executor, maybeOne } from '../../database/sql.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { type User, UsersService } from '../../users/index.js';
import { AccountLocksService } from '../account/account-locks.service.js';
import { accountSuspended, tokenSpent } from '../auth.errors.js';
import { SecondFactorsService, type ShownFactor } from '../second-factor/second-factors.service.js';
import { AuthService } from '../sessions/auth.service.js';
import type { Family } from '../sessions/session.rows.js';
import type { LoggedInView } from '../sessions/session.view.js';
import type { CreatePortalSessionDto, OpenPortalSessionDto } from './portal-session.dto.js';
import type { PortalLinkView, PortalSessionView } from './portal-session.view.js';
import * as sql from './portal-sessions.sql.js';

const LIFETIME_MS = 5 * MINUTE_MS;

/** The caller's proof in addition to the link: an open session of the same person, or the second factor that was shown. */
type Proof = { person: PersonPrincipal } | { shown: ShownFactor };

/**
 * Links with which a product opens the dashboard for a person who is logged in to the product. The link replaces only the password:
 * a second factor is needed as at a log-in. A link contains its business and 256 random bits, is stored as a hash, and works once.
 */
@Injectable()
export class PortalSessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
    private readonly users: UsersService,
    private readonly auth: AuthService,
    private readonly locks: AccountLocksService,
    private readonly secondFactors: SecondFactorsService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Makes a link for a member of the business. It is valid for five minutes.
   *
   * @throws NotFound for an unknown business, or an address of no active member; DomainError `business_closed`,
   *   `business_suspended`, `account_suspended`, `rate_limited`; ValidationFailed for a `returnUrl` that is not allowed
   */
  async create(
    by: OperatorPrincipal | ServicePrincipal,
    businessId: string,
    { email, returnUrl }: CreatePortalSessionDto,
  ): Promise<PortalSessionView> {
    if (returnUrl !== undefined) checkReturnUrl(this.config, 'returnUrl', returnUrl);
    await this.limits.take('portal', by.address, `${businessId} ${email}`);
    const { token, hash } = newBusinessToken(businessId);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);
    const link = { businessId, hash, now, email, returnUrl: returnUrl ?? null };
    await this.dataSource.transaction(async (manager) => {
      const made = await maybeOne(manager, sql.INSERT, { ...link, expiresAt });
      if (made === undefined) return this.refuse(manager, businessId, email);
      const target = { kind: 'human', id: made.memberId };
      await this.audit.record(manager, businessId, { by, action: 'portal_session.created', target });
    });
    return { url: `${this.config.publicUrl}/app/portal/${token}`, expiresAt };
  }

  /** Shows which person may use a link, without using it. @throws as `open` does for a link that is not valid */
  async show(token: string, from: string): Promise<PortalLinkView> {
    await this.limits.take('portalLink', from);
    const { email, firstName, businessName, returnUrl } = await this.find(this.dataSource, token);
    return { email, firstName, businessName, returnUrl };
  }

  /**
   * Opens a session for the person of the link. Of several calls at the same time, one succeeds. A wrong code does not spend the
   * link.
   *
   * @throws NotFound for an unknown link; DomainError `token_spent` for a link that was used, is too old, or whose person has left
   *   the business; `second_factor_required`, `invalid_code`; `wrong_principal` when somebody else is logged in; `unauthenticated`
   *   when the caller's session has ended; `business_closed`, `business_suspended`, `account_suspended`
   */
  async open(
    token: string,
    person: PersonPrincipal | undefined,
    { code }: OpenPortalSessionDto,
    from: string,
  ): Promise<LoggedInView> {
    await this.limits.take('portalLink', from);
    const { userId, email } = await this.find(this.dataSource, token);
    if (person !== undefined && person.userId !== userId) throw wrongPerson(email);
    const proof =
      person === undefined ? { shown: await this.secondFactors.compare(userId, code, from) } : { person };
    const { businessId, hash } = read(token);
    return this.dataSource.transaction(async (manager) => {
      const { user, family, shownAt } = await this.lock(manager, userId, proof);
      // Somebody may have closed or suspended the business while the person typed a code.
      await this.find(manager, token);
      const spent = await maybeOne(manager, sql.SPEND, { businessId, hash, now: this.clock.now() });
      if (spent === undefined) throw tokenSpent();
      const opened = await this.auth.openSession(manager, user, businessId, family, shownAt);
      const by = { kind: 'member' as const, id: spent.memberId, address: from };
      const target = { kind: 'human', id: spent.memberId };
      await this.audit.record(manager, businessId, { by, action: 'portal_session.opened', target });
      return opened;
    });
  }

  /** Locks the account, and checks the proof again under the lock. */
  private async lock(
    manager: EntityManager,
    userId: string,
    proof: Proof,
  ): Promise<{ user: User; family: Family | null; shownAt: Date | null }> {
    if ('person' in proof) {
      const { user, family } = await this.locks.bySession(manager, proof.person);
      return { user, family, shownAt: family.secondFactorAt };
    }
    const user = await this.users.lock(manager, userId);
    if (user === null) throw new NotFound('portal session');
    if (user.suspendedAt !== null) throw accountSuspended();
    return { user, family: null, shownAt: await this.secondFactors.use(manager, userId, proof.shown) };
  }

  private async find(on: Executor, token: string): Promise<sql.FoundPortalSession> {
    const { businessId, hash } = read(token);
    const found = await maybeOne(on, sql.FIND, { businessId, hash, now: this.clock.now() });
    if (found === undefined) throw new NotFound('portal session');
    if (!found.valid) throw tokenSpent();
    if (found.closed) throw businessClosed();
    if (found.suspended) throw businessSuspended();
    return found;
  }

  /** Throws the error that says why no link was made. */
  private async refuse(manager: EntityManager, businessId: string, email: string): Promise<never> {
    const business = await this.businesses.get(manager, businessId);
    if (business.closedAt !== null) throw businessClosed(409);
    if (business.suspendedAt !== null) throw businessSuspended();
    const member = await maybeOne(manager, sql.FIND_MEMBER, { businessId, email });
    if (member?.suspended === true) throw accountSuspended();
    throw new NotFound('member');
  }
}

/** Reads the business of a link, and the hash of the link. @throws NotFound */
function read(token: string): { businessId: string; hash: Buffer } {
  const link = readBusinessToken(token);
  if (link === null) throw new NotFound('portal session');
  return link;
}

const wrongPerson = (email: string): DomainError =>
  new DomainError('wrong_principal', `The link is for ${email}. Log out, then open it again.`);
