import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, actorOf, AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import type { PersonPrincipal } from '../common/principal.js';
import { NotFound, Refusal } from '../common/refusal.js';
import { JobsService, MailService } from '../mail/mail.service.js';
import { type User, UsersService } from '../members/members.service.js';
import { emailChangedLetter, passwordChangedLetter, resetLetter, verifyLetter } from './account-mails.js';
import { RateLimitsService } from './rate-limits.service.js';
import { SessionsService } from './sessions.service.js';
import { UserTokensService } from './user-tokens.service.js';

const RESET = 'password-reset';

/** What people do with their own accounts: password, e-mail address, names. */
@Injectable()
export class AccountService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly tokens: UserTokensService,
    private readonly sessions: SessionsService,
    private readonly jobs: JobsService,
    private readonly mail: MailService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<{ email: string }>(RESET, ({ email }) => this.mailReset(email));
  }

  /**
   * Mails a link to choose a new password, if there is such an account. Whether there is, is looked up after the
   * answer: neither its bytes nor its time tell.
   */
  async askForReset(email: string, from: string): Promise<void> {
    await this.limits.take('reset', from, email);
    await this.jobs.add(this.dataSource, RESET, { email });
  }

  /**
   * Sets a new password, ends every session, and takes the address for proven: the token was mailed there.
   *
   * @throws NotFound; Refusal `token_spent`
   */
  async confirmReset(token: string, password: string, from: string): Promise<void> {
    const now = this.clock.now();
    await this.limits.take('token', from);
    await this.tokens.refuseUnlessGood(this.dataSource, 'reset', token, now);
    const passwordHash = await this.users.hashPassword(password);
    await this.dataSource.transaction(async (manager) => {
      const { userId, email } = await this.tokens.spend(manager, 'reset', token, now);
      await this.replacePassword(manager, userId, passwordHash, now);
      await this.users.proveEmail(manager, userId, email, now);
      await this.mail.queue(manager, passwordChangedLetter(email));
      await this.record(manager, { kind: 'user', id: userId, address: from }, 'user.password_reset', userId);
    });
  }

  /** Sets a new password and ends every session, the present one too. @throws Refusal `invalid_credentials` */
  async changePassword(person: PersonPrincipal, current: string, password: string): Promise<void> {
    const user = await this.proven(person, current);
    const passwordHash = await this.users.hashPassword(password);
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      await this.replacePassword(manager, user.id, passwordHash, now);
      await this.mail.queue(manager, passwordChangedLetter(user.email));
      await this.record(manager, actorOf(person), 'user.password_changed', user.id);
    });
  }

  /** Mails a link that proves the present address; does nothing when it is proven. */
  async askForVerification(person: PersonPrincipal): Promise<void> {
    const user = await this.find(person.userId);
    await this.limits.take('verify', person.address, user.id);
    if (user.emailVerifiedAt !== null) return;
    await this.dataSource.transaction((manager) => this.mailVerification(manager, user.id, user.email));
  }

  /**
   * Mails a link to a new address, which becomes the person's when it is followed; until then nothing changes.
   *
   * @throws Refusal `invalid_credentials`, `email_taken`
   */
  async askForEmail(person: PersonPrincipal, email: string, password: string): Promise<void> {
    const user = await this.proven(person, password);
    await this.limits.take('verify', person.address, user.id);
    const owner = await this.users.findByEmail(this.dataSource, email);
    if (owner !== null && owner.id !== user.id)
      throw new Refusal('email_taken', 'There is another account with this e-mail.');
    await this.dataSource.transaction((manager) => this.mailVerification(manager, user.id, email));
  }

  /** Takes an address for proven, and for the person's. @throws NotFound; Refusal `token_spent`, `email_taken` */
  async verifyEmail(token: string, from: string): Promise<void> {
    await this.limits.take('token', from);
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      const { userId, email } = await this.tokens.spend(manager, 'verify', token, now);
      const before = await this.users.find(manager, userId);
      await this.users.proveEmail(manager, userId, email, now);
      if (before !== null && before.email !== email) {
        await this.tokens.spendAll(manager, userId, now);
        await this.mail.queue(manager, emailChangedLetter(before.email));
      }
      await this.record(manager, { kind: 'user', id: userId, address: from }, 'user.email_verified', userId);
    });
  }

  /** Changes the person's names. */
  async rename(person: PersonPrincipal, names: { firstName?: string; lastName?: string }): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.users.rename(manager, person.userId, names);
      await this.record(manager, actorOf(person), 'user.renamed', person.userId);
    });
  }

  /** Mails the link that proves `email`, in the caller's transaction. */
  async mailVerification(manager: EntityManager, userId: string, email: string): Promise<void> {
    const token = await this.tokens.issue(manager, 'verify', userId, email, this.clock.now());
    await this.mail.queue(manager, verifyLetter(email, this.mail.link('verify-email', token)));
  }

  private async mailReset(email: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const user = await this.users.findByEmail(manager, email);
      if (user === null) return;
      const token = await this.tokens.issue(manager, 'reset', user.id, email, this.clock.now());
      await this.mail.queue(manager, resetLetter(email, this.mail.link('reset-password', token)));
    });
  }

  private async replacePassword(
    manager: EntityManager,
    userId: string,
    passwordHash: string,
    now: Date,
  ): Promise<void> {
    await this.users.setPassword(manager, userId, passwordHash);
    await this.sessions.endAll(manager, userId, now);
  }

  /** The person, whose password this is. @throws Refusal `invalid_credentials` */
  private async proven(person: PersonPrincipal, password: string): Promise<User> {
    const user = await this.find(person.userId);
    await this.limits.guess(user.email, person.address, () => this.users.passwordMatches(user, password));
    return user;
  }

  private async find(id: string): Promise<User> {
    const user = await this.users.find(this.dataSource, id);
    if (user === null) throw new NotFound('user');
    return user;
  }

  private record(manager: EntityManager, actor: Actor, action: string, userId: string): Promise<void> {
    const entry = { actor, action, target: { kind: 'user', id: userId } };
    return this.audit.recordForOperators(manager, entry, this.clock.now());
  }
}
