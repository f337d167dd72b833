import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { DomainError } from '../../common/domain-error.js';
import { JobsService } from '../../jobs/index.js';
import { type Message, MailService } from '../../mail/index.js';
import { type User, UsersService } from '../../users/index.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { AccountLocksService } from './account-locks.service.js';
import { PasswordProofService } from './password-proof.service.js';
import type { Purpose } from './user-token.rows.js';
import { UserTokensService } from './user-tokens.service.js';

/** The purposes of the links of a change: one link makes the change, the others stop it. */
const CHANGE: Purpose[] = ['email_change', 'email_stop'];

const VERIFY_LATER = 'verification-mail';
/**
 * How often a mail is put off because strangers have used up the mails of the day. This takes about a week. The person may request
 * the mail at any time.
 */
const PUT_OFF_AT_MOST = 7;

/** A first verification mail that was put off. */
interface PostponedMail {
  userId: string;
  email: string;
  putOff: number;
}

/** Verifies the present e-mail address of a person, and changes it to another one. */
@Injectable()
export class EmailChangesService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly tokens: UserTokensService,
    private readonly sessions: SessionsService,
    private readonly locks: AccountLocksService,
    private readonly proofs: PasswordProofService,
    private readonly mail: MailService,
    private readonly jobs: JobsService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<PostponedMail>(VERIFY_LATER, (postponed) => this.sendPostponed(postponed));
  }

  /** Mails a link that verifies the present address. Does nothing if the address is verified. */
  async askForVerification(person: PersonPrincipal): Promise<void> {
    await this.limits.take('verify', person.address, person.userId);
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.bySession(manager, person);
      if (user.emailVerifiedAt === null) await this.mailVerification(manager, user);
    });
  }

  /**
   * Mails a link to a new address. When somebody opens the link, the new address becomes the person's; until then nothing changes.
   * The present address gets a mail with a link that stops the change. A new request replaces the one before.
   *
   * @throws DomainError `invalid_credentials`, also when the password has changed since it was checked; `unauthenticated` when the
   *   session has ended since; `email_taken`
   */
  async request(person: PersonPrincipal, email: string, password: string): Promise<void> {
    const verified = await this.proofs.verify(person, password);
    await this.limits.take('verify', person.address, person.userId);
    await this.dataSource.transaction(async (manager) => {
      const user = await this.locks.byPassword(manager, verified);
      await this.locks.bySession(manager, person);
      await this.tokens.spendEach(manager, user.id, ['email_change'], this.clock.now());
      if (email === user.email) return this.mailVerification(manager, user);
      if ((await this.users.findByEmail(manager, email)) !== null)
        throw new DomainError('email_taken', 'There is another account with this e-mail.');
      await this.mailChange(manager, user, email);
      const target = { kind: 'user', id: user.id };
      await this.audit.recordForOperators(manager, { by: person, action: 'user.email_change_asked', target });
    });
  }

  /** Cancels the person's pending change, if there is one. All its links become invalid. */
  async cancelChange(person: PersonPrincipal): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.bySession(manager, person);
      if (!(await this.tokens.spendEach(manager, user.id, CHANGE, this.clock.now()))) return;
      const target = { kind: 'user', id: user.id };
      const action = 'user.email_change_taken_back';
      await this.audit.recordForOperators(manager, { by: person, action, target });
    });
  }

  /** Stops a change with the link that was mailed to the present address. @throws NotFound; DomainError `token_spent` */
  async stop(token: string, from: string): Promise<void> {
    await this.limits.take('token', from);
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.byLink(manager, ['email_stop'], token, now);
      await this.tokens.spendEach(manager, user.id, CHANGE, now);
      const by = { kind: 'user' as const, id: user.id, address: from };
      const target = { kind: 'user', id: user.id };
      await this.audit.recordForOperators(manager, { by, action: 'user.email_change_stopped', target });
    });
  }

  /**
   * Marks an address as verified and as the person's. If it is a new address, every session ends, and every other earlier
   * link becomes invalid.
   *
   * @throws NotFound; DomainError `token_spent`, `email_taken`
   */
  async verify(token: string, from: string): Promise<void> {
    await this.limits.take('token', from);
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      const { user, email } = await this.locks.byLink(manager, ['verify', 'email_change'], token, now);
      await this.users.proveEmail(manager, user.id, email, now);
      await this.limits.remember(manager, email, from);
      if (user.email !== email) {
        await this.sessions.endAll(manager, user.id, now);
        await this.tokens.spendAll(manager, user.id, now);
        await this.mail.queue(manager, { to: user.email, mail: 'email-changed', values: {} });
      }
      const by = { kind: 'user' as const, id: user.id, address: from };
      const target = { kind: 'user', id: user.id };
      const entry =
        user.email === email
          ? { action: 'user.email_verified' }
          : {
              action: 'user.email_changed',
              // An erasure looks for traces of addresses that were proven, and of no others.
              before: { email: user.email, verified: user.emailVerifiedAt !== null },
              after: { email },
            };
      await this.audit.recordForOperators(manager, { by, target, ...entry });
    });
  }

  /**
   * Mails the link that verifies the address of somebody who has just signed up. If strangers have used up the mails of the day,
   * the mail is put off until one may be sent again. So the sign-up is not refused, and its mail is not lost.
   */
  async mailFirstVerification(
    manager: EntityManager,
    user: Pick<User, 'id' | 'email'>,
    putOff = 0,
  ): Promise<void> {
    const afterMs = await this.mail.queueIfWithin(manager, await this.verification(manager, user));
    if (afterMs === 0 || putOff === PUT_OFF_AT_MOST) return;
    const postponed: PostponedMail = { userId: user.id, email: user.email, putOff: putOff + 1 };
    await this.jobs.add(manager, VERIFY_LATER, postponed, { about: [user.email], afterMs });
  }

  /**
   * Mails the link that verifies the address of a user. The user is locked, or new in this transaction.
   *
   * @throws DomainError `rate_limited` when the address has got its five mails of the day
   */
  private async mailVerification(manager: EntityManager, user: Pick<User, 'id' | 'email'>): Promise<void> {
    await this.mail.queueLimited(manager, await this.verification(manager, user));
  }

  /** Sends a mail that was put off, unless the person has verified the address meanwhile or has another one. */
  private async sendPostponed({ userId, email, putOff }: PostponedMail): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const user = await this.users.lock(manager, userId);
      if (user === null || user.email !== email || user.emailVerifiedAt !== null) return;
      await this.mailFirstVerification(manager, user, putOff);
    });
  }

  private async verification(
    manager: EntityManager,
    { id: userId, email }: Pick<User, 'id' | 'email'>,
  ): Promise<Message> {
    const verify = { userId, purpose: 'verify' as const, email };
    const token = await this.tokens.issue(manager, verify, this.clock.now());
    return this.verificationTo(email, token);
  }

  /** Mails both addresses. A present address that is not verified may be a stranger's, so the limit of mails applies to it, too. */
  private async mailChange(manager: EntityManager, user: User, next: string): Promise<void> {
    const now = this.clock.now();
    const { id: userId, email, emailVerifiedAt } = user;
    const change = await this.tokens.issue(manager, { userId, purpose: 'email_change', email: next }, now);
    await this.mail.queueLimited(manager, this.verificationTo(next, change));
    const stop = await this.tokens.issue(manager, { userId, purpose: 'email_stop', email }, now);
    const link = this.mail.link('cancel-email-change', stop);
    const message: Message = { to: email, mail: 'email-change-requested', values: { link } };
    if (emailVerifiedAt === null) await this.mail.queueLimited(manager, message);
    else await this.mail.queue(manager, message);
  }

  private verificationTo(to: string, token: string): Message {
    return { to, mail: 'verify-email', values: { link: this.mail.link('verify-email', token) } };
  }
}
