import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService, SYSTEM } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { DomainError, NotFound, ValidationFailed } from '../common/domain-error.js';
import { type Executor, query } from '../database/sql.js';
import { newOperatorKey } from './operator-key.js';
import type { NewOperatorKeyView, OperatorKeyView, OperatorView } from './operator.view.js';
import * as sql from './operators.sql.js';
import { type NewUser, type User, UsersService } from './users.service.js';

/** Who manages operators: one of them, or null for the command line on the machine itself. */
export type OperatorsManager = OperatorPrincipal | null;

/** The people who run the service, and the keys of their own backend. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(page: PageQuery): Promise<Page<OperatorView>> {
    const values = [afterId(page), pageLimit(page) + 1];
    return toPage(await query<OperatorView>(this.dataSource, sql.LIST_OPERATORS, values), page, (row) => row);
  }

  /** The addresses for notices about the service. */
  async emails(manager: EntityManager): Promise<string[]> {
    return (await query<{ email: string }>(manager, sql.OPERATOR_EMAILS)).map(({ email }) => email);
  }

  /** @throws NotFound, also for a user who is not an operator. */
  async get(on: Executor, id: string): Promise<OperatorView> {
    const [operator] = await query<OperatorView>(on, sql.FIND_OPERATOR, [id]);
    if (operator === undefined) throw new NotFound('operator');
    return operator;
  }

  /**
   * Checks that the user is an operator, and keeps all operators as they are until the transaction ends. Whoever acts on
   * another operator does it under this lock, so that no two of them wait for each other. @throws NotFound
   */
  async lock(manager: EntityManager, id: string): Promise<OperatorView> {
    await query(manager, sql.LOCK_OPERATORS);
    return this.get(manager, id);
  }

  /** The operator with this e-mail. @throws NotFound */
  async withEmail(email: string): Promise<OperatorView> {
    const user = await this.users.findByEmail(this.dataSource, email.toLowerCase());
    if (user === null) throw new NotFound('operator');
    return this.get(this.dataSource, user.id);
  }

  /** Makes an operator in the caller's transaction. @throws DomainError `email_taken` */
  async add(manager: EntityManager, by: OperatorsManager, person: NewUser): Promise<User> {
    const user = await this.users.createOperator(manager, person, this.clock.now());
    await this.record(manager, by, 'operator.created', 'user', user.id, { after: { email: user.email } });
    return user;
  }

  /** Hashes the password and makes an operator in a transaction of its own. @throws DomainError `email_taken` */
  async addWithPassword(email: string, password: string): Promise<void> {
    const passwordHash = await this.users.hashPassword(password, email);
    const person = { email: email.toLowerCase(), passwordHash, firstName: 'Another', lastName: 'Operator' };
    await this.dataSource.transaction((manager) => this.add(manager, null, person));
  }

  /**
   * Removes an operator's account. Sessions, keys and links end with it, from the next request on. When two operators remove each
   * other at once, the second one is refused, because it is not an operator any more.
   *
   * @throws NotFound; DomainError `wrong_state` for the last operator who can log in.
   */
  async remove(by: OperatorsManager, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { email } = await this.lock(manager, id);
      // First: an operator may remove themselves, and is none afterwards.
      await this.record(manager, by, 'operator.removed', 'user', id, { before: { email } });
      if ((await query(manager, sql.DELETE_OPERATOR, [id])).length === 0) {
        throw new DomainError(
          'wrong_state',
          'This is the last operator who can log in. Add another one first.',
          {
            state: 'last_operator',
          },
        );
      }
    });
  }

  /** The keys that are not revoked, newest first. */
  async listKeys(page: PageQuery): Promise<Page<OperatorKeyView>> {
    const values = [afterId(page), pageLimit(page) + 1];
    const rows = await query<OperatorKeyView>(this.dataSource, sql.LIST_OPERATOR_KEYS, values);
    return toPage(rows, page, (row) => row);
  }

  /**
   * Makes a key that acts as the operator `userId`. Only this answer shows it.
   *
   * @throws NotFound for a user who is not an operator; ValidationFailed for an expiry in the past.
   */
  async makeKey(
    by: OperatorsManager,
    userId: string,
    { name, expiresAt = null }: { name: string; expiresAt?: Date | null },
  ): Promise<NewOperatorKeyView> {
    const now = this.clock.now();
    if (expiresAt !== null && expiresAt <= now)
      throw new ValidationFailed([{ field: 'expiresAt', message: 'must lie in the future' }]);
    const { apiKey, hash, lastFour } = newOperatorKey();
    return this.dataSource.transaction(async (manager) => {
      if (by !== null) await this.audit.confirmOperator(manager, actorOf(by));
      const values = [newId(), userId, name, hash, lastFour, expiresAt, now];
      const [key] = await query<OperatorKeyView>(manager, sql.INSERT_OPERATOR_KEY, values);
      if (key === undefined) throw new NotFound('operator');
      const after = { name, lastFour, userId, expiresAt };
      await this.record(manager, by, 'operator_key.created', 'operator_key', key.id, { after });
      return { ...key, apiKey };
    });
  }

  /** Revokes a key for good, from the next request on. @throws NotFound also when it is revoked already. */
  async revokeKey(by: OperatorsManager, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await query(manager, sql.LOCK_OPERATORS);
      const [before] = await query<Record<string, unknown>>(manager, sql.REVOKE_OPERATOR_KEY, [
        id,
        this.clock.now(),
      ]);
      if (before === undefined) throw new NotFound('key');
      await this.record(manager, by, 'operator_key.revoked', 'operator_key', id, { before });
    });
  }

  /** Records a change of an operator or a key in the operators' log. */
  record(
    manager: EntityManager,
    by: OperatorsManager,
    action: string,
    kind: 'user' | 'operator_key',
    id: string,
    change: { before?: Record<string, unknown>; after?: Record<string, unknown> },
  ): Promise<void> {
    const entry = { actor: by === null ? SYSTEM : actorOf(by), action, target: { kind, id }, ...change };
    return this.audit.recordForOperators(manager, entry, this.clock.now());
  }
}
