import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, actorOf, AuditService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { DomainError } from '../../common/domain-error.js';
import { JobsService, type Email, MailService } from '../../mail/index.js';
import { type User, UsersService } from '../../users/index.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { AccountLocksService } from './account-locks.service.js';
import { emailChangedMessage, emailChangeRequestedMessage, verificationMessage } from './account-mails.js';
import { PasswordProofService } from './password-proof.service.js';
import { type Purpose, UserTokensService } from './user-tokens.service.js';

/** The purposes of the links of a change: the one that makes it, and those that stop it. */
const CHANGE: Purpose[] = ['email_change', 'email_stop'];

const VERIFY_LATER = 'verification-mail';
/** How often a mail is put off that strangers left no room for: about a week. The person may ask for it at any time. */
const PUT_OFF_AT_MOST = 7;

/** A first verification mail that is still owed. */
interface Owed {
  userId: string;
  email: string;
  putOff: number;
}

/** Proving the present e-mail address, and changing to another one. */
@Injectable()
export class EmailChangesService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly tokens: UserTokensService,
    private readonly locks: AccountLocksService,
    private readonly proofs: PasswordProofService,
    private readonly mail: MailService,
    private readonly jobs: JobsService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<Owed>(VERIFY_LATER, (owed) => this.mailOwed(owed));
  }

  /** Mails a link that proves the present address. Does nothing when it is proven. */
  async askForVerification(person: PersonPrincipal): Promise<void> {
    await this.limits.take('verify', person.address, person.userId);
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.bySession(manager, person);
      if (user.emailVerifiedAt === null) await this.mailVerification(manager, user);
    });
  }

  /**
   * Mails a link to a new address, which becomes the person's when it is followed; until then nothing changes. The
   * present address is told, with a link that stops the change. A newer request replaces the one before.
   *
   * @throws DomainError `invalid_credentials`, also when the password has changed since it was checked; `unauthenticated`
   *   when the session has ended since; `email_taken`
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
      await this.record(manager, actorOf(person), 'user.email_change_asked', user.id);
    });
  }

  /** Takes back the person's pending change, if there is one. All its links become invalid. */
  async takeBack(person: PersonPrincipal): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.bySession(manager, person);
      if (await this.tokens.spendEach(manager, user.id, CHANGE, this.clock.now()))
        await this.record(manager, actorOf(person), 'user.email_change_taken_back', user.id);
    });
  }

  /** Stops a change by the link that its present address got. @throws NotFound; DomainError `token_spent` */
  async stop(token: string, from: string): Promise<void> {
    await this.limits.take('token', from);
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      const { user } = await this.locks.byLink(manager, ['email_stop'], token, now);
      await this.tokens.spendEach(manager, user.id, CHANGE, now);
      const actor = { kind: 'user' as const, id: user.id, address: from };
      await this.record(manager, actor, 'user.email_change_stopped', user.id);
    });
  }

  /**
   * Marks an address as proven and as the person's. When it is a new one, every other earlier link ends.
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
        await this.tokens.spendAll(manager, user.id, now);
        await this.mail.queue(manager, emailChangedMessage(user.email));
      }
      const actor = { kind: 'user' as const, id: user.id, address: from };
      await this.record(manager, actor, 'user.email_verified', user.id);
    });
  }

  /**
   * Mails the link that proves the address of a user who is locked, or new in this transaction.
   *
   * @throws DomainError `rate_limited` when the address had its five mails of the day
   */
  async mailVerification(manager: EntityManager, user: Pick<User, 'id' | 'email'>): Promise<void> {
    await this.mail.queueLimited(manager, await this.verification(manager, user));
  }

  /**
   * Mails the same to somebody who has just signed up. Where strangers have used up the mails of the day, it follows when
   * the next one may be sent: the sign-up is not refused, and its mail is not lost.
   */
  async mailFirstVerification(
    manager: EntityManager,
    user: Pick<User, 'id' | 'email'>,
    putOff = 0,
  ): Promise<void> {
    const afterMs = await this.mail.queueIfWithin(manager, await this.verification(manager, user));
    if (afterMs === 0 || putOff === PUT_OFF_AT_MOST) return;
    const owed: Owed = { userId: user.id, email: user.email, putOff: putOff + 1 };
    await this.jobs.add(manager, VERIFY_LATER, owed, { about: [user.email], afterMs });
  }

  /** Nothing is owed to somebody who has proven the address meanwhile, or has another one. */
  private async mailOwed({ userId, email, putOff }: Owed): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const user = await this.users.lock(manager, userId);
      if (user === null || user.email !== email || user.emailVerifiedAt !== null) return;
      await this.mailFirstVerification(manager, user, putOff);
    });
  }

  private async verification(
    manager: EntityManager,
    { id: userId, email }: Pick<User, 'id' | 'email'>,
  ): Promise<Email> {
    const verify = { userId, purpose: 'verify' as const, email };
    const token = await this.tokens.issue(manager, verify, this.clock.now());
    return verificationMessage(email, this.mail.link('verify-email', token));
  }

  /** Mails both addresses. Where the present one is not proven, it may be a stranger's, and gets its share of mails only. */
  private async mailChange(manager: EntityManager, user: User, next: string): Promise<void> {
    const now = this.clock.now();
    const { id: userId, email, emailVerifiedAt } = user;
    const change = await this.tokens.issue(manager, { userId, purpose: 'email_change', email: next }, now);
    await this.mail.queueLimited(manager, verificationMessage(next, this.mail.link('verify-email', change)));
    const stop = await this.tokens.issue(manager, { userId, purpose: 'email_stop', email }, now);
    const message = emailChangeRequestedMessage(email, this.mail.link('cancel-email-change', stop));
    if (emailVerifiedAt === null) await this.mail.queueLimited(manager, message);
    else await this.mail.queue(manager, message);
  }

  private record(manager: EntityManager, actor: Actor, action: string, userId: string): Promise<void> {
    const entry = { actor, action, target: { kind: 'user', id: userId } };
    return this.audit.recordForOperators(manager, entry, this.clock.now());
  }
}
