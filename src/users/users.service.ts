import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { beforeId, pageLimit, type PageQuery } from '../common/paging.js';
import { DomainError, ValidationFailed } from '../common/domain-error.js';
import { ConfigError } from '../config/config.js';
import { violatedConstraint } from '../database/outage.js';
import { execute, type Executor, maybeOne, one, query } from '../database/sql.js';
import type { NewUser, User } from './user.rows.js';
import * as sql from './users.sql.js';
import { parseDjangoHash } from './django-passwords.js';
import { hashPassword, isOwnEmail, passwordMatches } from './passwords.js';

/** The people who can log in, with their names, addresses and passwords. */
@Injectable()
export class UsersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Hashes a new password of the person with this e-mail. @throws ValidationFailed when the password is the e-mail */
  async hashPassword(password: string, email: string, field = 'password'): Promise<string> {
    if (isOwnEmail(password, email))
      throw new ValidationFailed([{ field, message: 'must not be the e-mail address' }]);
    return hashPassword(password);
  }

  /**
   * Makes a user. If several sign up with one e-mail at the same time, the unique constraint decides. @throws DomainError
   * `email_taken`
   */
  async create(manager: EntityManager, user: NewUser, now: Date): Promise<User> {
    const created = await this.insert(manager, user, false, now);
    if (created === null) throw emailTaken();
    return created;
  }

  /** Makes another operator. @throws DomainError `email_taken` */
  async createOperator(manager: EntityManager, user: NewUser, now: Date): Promise<User> {
    const created = await this.insert(manager, user, true, now);
    if (created === null) throw emailTaken();
    return created;
  }

  async find(on: Executor, id: string): Promise<User | null> {
    return (await maybeOne(on, sql.FIND_USER, { id })) ?? null;
  }

  /**
   * Locks the user until the transaction ends, and returns the present state. Every transaction that makes or ends a session, sets
   * a password or makes a link takes this lock first.
   */
  async lock(manager: EntityManager, id: string): Promise<User | null> {
    return (await maybeOne(manager, sql.LOCK_USER, { id })) ?? null;
  }

  async findByEmail(on: Executor, email: string): Promise<User | null> {
    return (await maybeOne(on, sql.FIND_USER_BY_EMAIL, { email })) ?? null;
  }

  /** Lists all users, newest first. With `email`, only the user who has it. */
  async list(page: PageQuery & { email?: string }): Promise<User[]> {
    if (page.email === undefined)
      return query(this.dataSource, sql.LIST_USERS, { before: beforeId(page), limit: pageLimit(page) + 1 });
    const user = await this.findByEmail(this.dataSource, page.email);
    return user === null || user.id >= beforeId(page) ? [] : [user];
  }

  /** Suspends a locked user from `since` on; null lifts the suspension. The caller has to end the sessions. */
  async suspend(manager: EntityManager, id: string, since: Date | null): Promise<User> {
    return one(manager, sql.SUSPEND_USER, { id, since });
  }

  /** Changes the names that are given. */
  async rename(
    manager: EntityManager,
    id: string,
    names: { firstName?: string; lastName?: string },
  ): Promise<User> {
    const { firstName = null, lastName = null } = names;
    return one(manager, sql.SET_NAMES, { id, firstName, lastName });
  }

  /** Sets the password of a locked user. */
  async setPassword(manager: EntityManager, id: string, passwordHash: string): Promise<void> {
    await execute(manager, sql.SET_PASSWORD, { id, passwordHash });
  }

  /** Sets the first password of a user who has none; false if the user has one. */
  async choosePassword(manager: EntityManager, id: string, passwordHash: string): Promise<boolean> {
    return (await execute(manager, sql.CHOOSE_PASSWORD, { id, passwordHash })) > 0;
  }

  /** Sets the user's address to `email`, and marks it as verified. @throws DomainError `email_taken` */
  async proveEmail(manager: EntityManager, id: string, email: string, now: Date): Promise<User> {
    try {
      return await one(manager, sql.PROVE_EMAIL, { id, email, now });
    } catch (error) {
      if (violatedConstraint(error) === 'users_email_key') throw emailTaken();
      throw error;
    }
  }

  /** True if this is the user's password. */
  passwordMatches(user: User, password: string): Promise<boolean> {
    return passwordMatches(user.passwordHash, password);
  }

  /**
   * Returns the user of these credentials, or null. It takes the same time for an unknown e-mail. A hash that came from Django is
   * replaced by an argon2id hash, because the password is known only here.
   */
  async verify(email: string, password: string): Promise<User | null> {
    const user = await maybeOne(this.dataSource, sql.FIND_USER_BY_EMAIL, { email });
    const { iterations } = await one(this.dataSource, sql.MOST_DJANGO_ITERATIONS);
    const matches = await passwordMatches(user?.passwordHash ?? null, password, iterations);
    return matches && user !== undefined ? this.withOwnHash(user, password) : null;
  }

  /** Remembers the business in which the user acted last. The next log-in opens a session in it. */
  async rememberBusiness(on: Executor, userId: string, businessId: string): Promise<void> {
    await execute(on, sql.REMEMBER_BUSINESS, { id: userId, businessId });
  }

  /** Makes the first operator; false if there is an operator already. @throws ConfigError when a customer has the address */
  async ensureOperator(email: string, password: string): Promise<boolean> {
    if ((await maybeOne(this.dataSource, sql.ANY_OPERATOR)) !== undefined) return false;
    const passwordHash = await this.hashPassword(password, email, 'OPERATOR_PASSWORD');
    const now = this.clock.now();
    return this.dataSource.transaction(async (manager) => {
      await query(manager, sql.LOCK_FIRST_OPERATOR);
      if ((await maybeOne(manager, sql.ANY_OPERATOR)) !== undefined) return false;
      const person = { email: email.toLowerCase(), passwordHash, firstName: 'First', lastName: 'Operator' };
      const user = await this.insert(manager, person, true, now);
      if (user === null)
        throw new ConfigError([`OPERATOR_EMAIL ${email} belongs to a customer; choose another address`]);
      const target = { kind: 'user', id: user.id };
      await this.audit.recordForOperators(manager, { by: SYSTEM, action: 'operator.created', target });
      return true;
    });
  }

  private async withOwnHash(user: User, password: string): Promise<User | null> {
    const { id, passwordHash: before } = user;
    if (before === null || parseDjangoHash(before) === null) return user;
    const passwordHash = await hashPassword(password);
    const replaced = await maybeOne(this.dataSource, sql.REPLACE_HASH, { id, before, passwordHash });
    if (replaced !== undefined) return replaced;
    // Another log-in was faster, or somebody has changed the password since.
    const present = await this.find(this.dataSource, id);
    return present !== null && (await passwordMatches(present.passwordHash, password)) ? present : null;
  }

  private async insert(
    manager: EntityManager,
    user: NewUser,
    operator: boolean,
    now: Date,
  ): Promise<User | null> {
    const { email, passwordHash, firstName, lastName } = user;
    const values = { id: newId(), email, passwordHash, firstName, lastName, operator, now };
    return (await maybeOne(manager, sql.INSERT_USER, values)) ?? null;
  }
}

const emailTaken = (): DomainError =>
  new DomainError('email_taken', 'There is an account with this e-mail. Log in instead.');
