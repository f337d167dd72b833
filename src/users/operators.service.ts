import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { NotFound, WrongState } from '../common/domain-error.js';
import { execute, type Executor, maybeOne, query } from '../database/sql.js';
import { DELETE_OPERATORS_KEYS } from './operator-keys.sql.js';
import type { OperatorView } from './operator.view.js';
import * as sql from './operators.sql.js';
import type { NewUser, User } from './user.rows.js';
import { UsersService } from './users.service.js';

/** The one who manages operators: an operator, or null for the command line on the machine itself. */
export type OperatorsManager = OperatorPrincipal | null;

/** The people who run the service. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(page: PageQuery): Promise<Page<OperatorView>> {
    const values = { before: afterId(page), limit: pageLimit(page) + 1 };
    return toPage(await query(this.dataSource, sql.LIST_OPERATORS, values), page, (row) => row);
  }

  /** The addresses for notices about the service. */
  async emails(manager: EntityManager): Promise<string[]> {
    return (await query(manager, sql.OPERATOR_EMAILS)).map(({ email }) => email);
  }

  /** @throws NotFound, also for a user who is not an operator. */
  async get(on: Executor, id: string): Promise<OperatorView> {
    const operator = await maybeOne(on, sql.FIND_OPERATOR, { id });
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
    await this.audit.recordForOperators(manager, {
      by: by ?? SYSTEM,
      action: 'operator.created',
      target: { kind: 'user', id: user.id },
      after: { email: user.email },
    });
    return user;
  }

  /** Hashes the password and makes an operator in a transaction of its own. @throws DomainError `email_taken` */
  async addWithPassword(email: string, password: string): Promise<void> {
    const passwordHash = await this.users.hashPassword(password, email);
    const person = { email: email.toLowerCase(), passwordHash, firstName: 'Another', lastName: 'Operator' };
    await this.dataSource.transaction((manager) => this.add(manager, null, person));
  }

  /**
   * Removes an operator's account: their sessions and links end with it, and so does what their keys may do as them, from
   * the next request on. What else those keys may do belongs to the installation and goes on. Two who remove each other at
   * once come one after the other, and the second is no operator any more.
   *
   * @throws NotFound; DomainError `wrong_state` for the last operator who can log in.
   */
  async remove(by: OperatorsManager, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { email } = await this.lock(manager, id);
      // First: an operator may remove themselves, and is none afterwards.
      await this.audit.recordForOperators(manager, {
        by: by ?? SYSTEM,
        action: 'operator.removed',
        target: { kind: 'user', id },
        before: { email },
      });
      await execute(manager, DELETE_OPERATORS_KEYS, { userId: id });
      await execute(manager, sql.DELETE_OPERATORS_SESSIONS, { userId: id });
      if ((await execute(manager, sql.DELETE_OPERATOR, { id })) === 0) {
        throw new WrongState(
          'last_operator',
          'This is the last operator who can log in. Add another one first.',
        );
      }
    });
  }
}
