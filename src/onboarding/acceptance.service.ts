import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.js';
import {
  AccountLocksService,
  AccountService,
  AuthService,
  type Family,
  type LoggedInView,
} from '../auth/index.js';
import type { Times } from '../common/access.js';
import { Clock } from '../common/clock.js';
import type { PersonPrincipal } from '../common/principal.js';
import { DomainError, ValidationFailed } from '../common/domain-error.js';
import { EventsService } from '../events/index.js';
import {
  answeredInvitation,
  type InvitationRow,
  InvitationTokensService,
  type InvitedView,
  MembersService,
  memberAdded,
  type OpenedInvitation,
  Seats,
} from '../members/index.js';
import { type NewUser, type User, UsersService } from '../users/index.js';
import { RateLimitsService } from '../rate-limits/index.js';
import { SubscriptionsService } from '../subscriptions/index.js';
import type { AcceptDto } from './onboarding.dto.js';

/** A new account, with the hash of its password. */
type Newcomer = NewUser & { passwordHash: string };

/** Accepts an invitation. The mailed link proves the address. */
@Injectable()
export class AcceptanceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tokens: InvitationTokensService,
    private readonly members: MembersService,
    private readonly users: UsersService,
    private readonly subscriptions: SubscriptionsService,
    private readonly seats: Seats,
    private readonly auth: AuthService,
    private readonly accounts: AccountService,
    private readonly locks: AccountLocksService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /** Shows an invitation, for the form in which a person accepts it. @throws NotFound; DomainError `token_spent` */
  async show(token: string, from: string): Promise<InvitedView> {
    await this.limits.take('token', from);
    const { email, businessName, invitedBy, role, expiresAt } = await this.tokens.open(
      this.dataSource,
      token,
    );
    return { email, businessName, invitedBy, role, expiresAt };
  }

  /**
   * Makes the invited person a member, once, however many requests try: with a new account, or with the account of the person who
   * is logged in. The seat that the invitation held passes to the person.
   *
   * @throws DomainError `rate_limited`; as `InvitationTokensService.open` for the invitation; `operator_account`;
   *   `wrong_principal` when somebody else is logged in; `email_taken` when the person has an account and is not logged in;
   *   `already_member`. ValidationFailed when a new person sends no name or password. LimitReached as `Seats.pass`.
   */
  async accept(
    token: string,
    person: PersonPrincipal | undefined,
    body: AcceptDto,
    from: string,
  ): Promise<LoggedInView> {
    await this.limits.take('token', from);
    const opened = await this.tokens.open(this.dataSource, token);
    const found = await this.users.findByEmail(this.dataSource, opened.email);
    if (found?.operator === true || person?.kind === 'operator') throw operatorAccount();
    if (person !== undefined && found?.id !== person.userId) throw wrongPerson(opened.email);
    if (person === undefined && found !== null && found.passwordHash !== null) {
      // This link may have made the account a moment ago. Then the link is spent, and `token_spent` is the right answer.
      await this.tokens.open(this.dataSource, token);
      throw emailTaken(opened.email);
    }
    const joiner = person ?? (await this.newcomer(opened.email, body));
    return this.subscriptions.changing(opened.businessId, async (manager) => {
      const invitation = await this.tokens.openLocked(manager, opened, token);
      const { user, family } = await this.account(manager, invitation.email, joiner);
      const joined = await this.join(manager, invitation, user, from);
      return this.auth.openSession(manager, joined, invitation.businessId, family);
    });
  }

  private async newcomer(email: string, { firstName, lastName, password }: AcceptDto): Promise<Newcomer> {
    if (firstName === undefined || lastName === undefined || password === undefined) {
      const missing = Object.entries({ firstName, lastName, password }).filter(
        ([, value]) => value === undefined,
      );
      const message = 'is required from somebody who has no account';
      throw new ValidationFailed(missing.map(([field]) => ({ field, message })));
    }
    return { email, firstName, lastName, passwordHash: await this.users.hashPassword(password, email) };
  }

  /** Locks the account that joins: that of the person who is logged in, one whose password was never chosen, or a new one. */
  private async account(
    manager: EntityManager,
    email: string,
    joiner: Newcomer | PersonPrincipal,
  ): Promise<{ user: User; family: Family | null }> {
    if (!('passwordHash' in joiner)) {
      const present = await this.locks.bySession(manager, joiner);
      if (present.user.email !== email) throw wrongPerson(email);
      return present;
    }
    const found = await this.users.findByEmail(manager, email);
    if (found === null)
      return { user: await this.users.create(manager, joiner, this.clock.now()), family: null };
    // The person may have become an operator while the password was hashed. An invitation never sets an
    // operator's first password.
    if (found.operator) throw operatorAccount();
    if (!(await this.accounts.choosePassword(manager, found.id, joiner.passwordHash)))
      throw emailTaken(email);
    return { user: await this.users.rename(manager, found.id, joiner), family: null };
  }

  private async join(
    manager: EntityManager,
    invitation: OpenedInvitation,
    { id: userId, email }: User,
    from: string,
  ): Promise<User> {
    const { businessId, id, now } = invitation;
    const realTime = this.clock.now();
    const user = await this.users.proveEmail(manager, userId, email, realTime);
    await this.limits.remember(manager, email, from);
    const memberId = await this.member(manager, invitation, user, { now, realTime });
    await this.tokens.spend(manager, invitation);
    const by = { kind: 'member' as const, id: memberId, address: from };
    const target = { kind: 'invitation', id };
    const after = { email, role: invitation.role, memberId };
    await this.audit.record(manager, businessId, { by, action: 'invitation.accepted', target, after });
    await this.events.record(manager, answeredInvitation(invitation, 'accepted', now));
    return user;
  }

  private async member(
    manager: EntityManager,
    { businessId, id, role, email }: InvitationRow,
    user: User,
    { now, realTime }: Times,
  ): Promise<string> {
    const present = await this.members.findByEmail(manager, businessId, email);
    if (present !== null && present.role === 'owner' && role === 'owner') return present.id;
    // The invited owner has handed the business over since, or has another address by now.
    if (role === 'owner')
      throw new DomainError('token_spent', 'The invitation is not for its owner any more. Log in instead.', {
        invitation: 'revoked',
      });
    if (present !== null)
      throw new DomainError('already_member', 'You are a member of this business already. Log in.', {
        memberId: present.id,
      });
    const memberId = await this.members.addHuman(manager, businessId, user.id, role, realTime);
    await this.seats.pass(manager, businessId, id, memberId, now);
    const row = await this.members.get(manager, businessId, memberId);
    await this.events.record(manager, memberAdded(businessId, row, now));
    return memberId;
  }
}

const wrongPerson = (email: string): DomainError =>
  new DomainError('wrong_principal', `The invitation is for ${email}. Log out, or log in as them.`);

const operatorAccount = (): DomainError =>
  new DomainError('operator_account', 'Operators are members of no business. Accept with another account.');

const emailTaken = (email: string): DomainError =>
  new DomainError('email_taken', `${email} has an account. Log in to it, and accept the invitation then.`);
