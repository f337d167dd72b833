import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ActorsService, AuditService, SYSTEM } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { NotFound } from '../../common/domain-error.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { JOB_PRIORITY, JobsService } from '../../jobs/index.js';
import { MailService } from '../../mail/index.js';
import { MembersService } from '../../members/index.js';
import { OperatorsService, type User, UsersService } from '../../users/index.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { AccountLocksService } from './account-locks.service.js';
import { PasswordProofService } from './password-proof.service.js';
import { SecondFactorsService } from '../second-factor/second-factors.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UserTokensService } from './user-tokens.service.js';
import type { EditMeDto } from '../me/me.dto.js';

const RESET = 'password-reset';

/** People's changes to their own accounts: passwords and names. For e-mail addresses, see `EmailChangesService`. */
@Injectable()
export class AccountService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly operators: OperatorsService,
    private readonly members: MembersService,
    private readonly tokens: UserTokensService,
    private readonly sessions: SessionsService,
    private readonly locks: AccountLocksService,
    private readonly proofs: PasswordProofService,
    private readonly secondFactors: SecondFactorsService,
    private readonly jobs: JobsService,
    private readonly mail: MailService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<{ email: string }>(RESET, ({ email }, queuedAt) => this.mailReset(email, queuedAt));
  }

  /**
   * Mails a link to choose a new password, if there is such an account. A job looks up the account after the answer, so neither the
   * content of the answer nor its time shows whether there is one.
   */
  async askForReset(email: string, from: string): Promise<void> {
    await this.limits.take('reset', from, email);
    const options = { about: [email], priority: JOB_PRIORITY.awaited };
    await this.jobs.add(this.dataSource, RESET, { email }, options);
  }

  /**
   * Sets a new password, and marks the address as verified, because the token was mailed there. Every session and every earlier
   * link becomes invalid. Work that was checked against the old password and is still under way is refused. A second factor stays,
   * unless a stranger may have set it up: see `strangerMayHaveMade`.
   *
   * @throws NotFound; DomainError `token_spent`; ValidationFailed
   */
  async confirmReset(token: string, password: string, from: string): Promise<void> {
    const now = this.clock.now();
    await this.limits.take('token', from);
    const { email } = await this.tokens.open(this.dataSource, ['reset'], token, now);
    const passwordHash = await this.users.hashPassword(password, email);
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.byLink(manager, ['reset'], token, this.clock.now());
      await this.replacePassword(manager, user, passwordHash);
      const by = { kind: 'user' as const, id: user.id, address: from };
      const target = { kind: 'user', id: user.id };
      // If a stranger set up this factor, it would keep the owner of the address from logging in.
      const hasFactor = await this.secondFactors.exists(manager, user.id);
      if (hasFactor && (await this.strangerMayHaveMade(manager, user)))
        await this.secondFactors.remove(manager, user.id, 'user.second_factor_reset', by);
      await this.users.proveEmail(manager, user.id, user.email, now);
      await this.limits.resetWrongPasswords(manager, [user.email, user.id], from);
      await this.audit.recordForOperators(manager, { by, action: 'user.password_reset', target });
    });
  }

  /**
   * Gives an operator another password, from the command line. Every session and link becomes invalid, the second factor is
   * removed, and the counters of failed log-ins are reset.
   *
   * @throws NotFound for a user who is not an operator
   */
  async resetOperator(userId: string, password: string): Promise<void> {
    const { email } = await this.operators.get(this.dataSource, userId);
    const passwordHash = await this.users.hashPassword(password, email);
    await this.dataSource.transaction(async (manager) => {
      await this.operators.lock(manager, userId);
      const user = await this.users.lock(manager, userId);
      if (user === null) throw new NotFound('operator');
      await this.replacePassword(manager, user, passwordHash);
      await this.secondFactors.remove(manager, userId, 'user.second_factor_reset', SYSTEM);
      await this.limits.resetWrongPasswords(manager, [user.email, user.id], undefined);
      await this.audit.recordForOperators(manager, {
        by: SYSTEM,
        action: 'operator.password_reset',
        target: { kind: 'user', id: userId },
      });
    });
  }

  /**
   * Sets a new password. All sessions end, the present one too. All earlier links become invalid.
   *
   * @throws DomainError `invalid_credentials`, also when the password has changed since it was checked; `unauthenticated`
   *   when the session has ended since; ValidationFailed
   */
  async changePassword(person: PersonPrincipal, current: string, password: string): Promise<void> {
    const verified = await this.proofs.verify(person, current);
    const passwordHash = await this.users.hashPassword(password, verified.email);
    await this.dataSource.transaction(async (manager) => {
      await this.locks.byPassword(manager, verified);
      await this.locks.bySession(manager, person);
      await this.actors.confirm(manager, person);
      await this.replacePassword(manager, verified, passwordHash);
      const target = { kind: 'user', id: person.userId };
      await this.audit.recordForOperators(manager, { by: person, action: 'user.password_changed', target });
    });
  }

  /**
   * Sets the first password of a user who has none; false if the user has one. Of several calls at the same time, one succeeds.
   * Earlier links become invalid.
   */
  async choosePassword(manager: EntityManager, userId: string, passwordHash: string): Promise<boolean> {
    if (!(await this.users.choosePassword(manager, userId, passwordHash))) return false;
    await this.tokens.spendAll(manager, userId, this.clock.now());
    return true;
  }

  /**
   * Changes the person's names. It writes nothing if they are these already.
   *
   * @throws DomainError `unauthenticated` when the session has ended since, for example by an erasure; `rate_limited`
   */
  async rename(person: PersonPrincipal, names: EditMeDto): Promise<void> {
    await this.limits.take('rename', person.address, person.userId);
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.bySession(manager, person);
      const { firstName = user.firstName, lastName = user.lastName } = names;
      if (firstName === user.firstName && lastName === user.lastName) return;
      await this.users.rename(manager, person.userId, names);
      const target = { kind: 'user', id: person.userId };
      await this.audit.recordForOperators(manager, { by: person, action: 'user.renamed', target });
    });
  }

  /** Mails a new operator a link to choose the first password, in the transaction that makes the operator. */
  async mailFirstPassword(manager: EntityManager, { id, email }: User): Promise<void> {
    const reset = { userId: id, purpose: 'reset' as const, email };
    const token = await this.tokens.issue(manager, reset, this.clock.now());
    const link = this.mail.link('reset-password', token);
    await this.mail.queue(manager, { to: email, mail: 'choose-password', values: { link } });
  }

  /**
   * True if a stranger may have made the account: it is not an operator's, its address was never proven, and no operator or import
   * made it. A reset needs only the mailbox, so it removes a second factor only from such an account.
   */
  private async strangerMayHaveMade(
    manager: EntityManager,
    { id, operator, emailVerifiedAt }: User,
  ): Promise<boolean> {
    return emailVerifiedAt === null && !operator && !(await this.members.joinedManagedBusiness(manager, id));
  }

  /**
   * Mails a link to choose a new password. It does nothing if the credentials have changed since the request. Strangers can request
   * links for a person, too. So it also does nothing if the person has got three links in half an hour and the last one is still
   * valid.
   */
  private async mailReset(email: string, queuedAt: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const found = await this.users.findByEmail(manager, email);
      const user = found === null ? null : await this.users.lock(manager, found.id);
      if (user?.email !== email) return;
      if (user.credentialsChangedAt !== null && user.credentialsChangedAt >= queuedAt) return;
      const enough = (await this.limits.countWithin(manager, 'reset', email)) > 0;
      if (enough && (await this.tokens.isOpen(manager, user.id, 'reset', this.clock.now()))) return;
      const reset = { userId: user.id, purpose: 'reset' as const, email };
      const token = await this.tokens.issue(manager, reset, this.clock.now());
      const link = this.mail.link('reset-password', token);
      await this.mail.queue(manager, { to: email, mail: 'reset-password', values: { link } });
    });
  }

  /** Replaces the password of a user who is locked, so that changes at the same time happen one after the other. */
  private async replacePassword(
    manager: EntityManager,
    { id, email }: User,
    passwordHash: string,
  ): Promise<void> {
    const now = this.clock.now();
    await this.users.setPassword(manager, id, passwordHash);
    await this.sessions.endAll(manager, id, now);
    await this.tokens.spendAll(manager, id, now);
    await this.mail.queue(manager, { to: email, mail: 'password-changed', values: {} });
  }
}
