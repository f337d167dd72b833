import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ActorsService, AuditService, SYSTEM } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { NotFound, ValidationFailed, WrongState } from '../common/domain-error.js';
import { isAddress } from '../common/validation.js';
import { execute, type Executor, maybeOne, query } from '../database/sql.js';
import { DELETE_OPERATORS_KEYS } from './operator-keys/operator-keys.sql.js';
import type { OperatorView } from './operator.view.js';
import * as sql from './operators.sql.js';
import type { NewUser, User } from './user.rows.js';
import { UsersService } from './users.service.js';

/** Who manages operators: an operator, or null for the command line on the machine. */
export type OperatorsManager = OperatorPrincipal | null;

/** The people who run the service. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly clock: Clock,
  ) {}

  async list(page: PageQuery): Promise<Page<OperatorView>> {
    const values = { before: beforeId(page), limit: pageLimit(page) + 1 };
    return toPage(await query(this.dataSource, sql.LIST_OPERATORS, values), page, (row) => row);
  }

  /** The e-mail addresses to which notices about the service are sent. */
  async emails(manager: EntityManager): Promise<string[]> {
    return (await query(manager, sql.OPERATOR_EMAILS)).map(({ email }) => email);
  }

  /** Reads an operator. @throws NotFound, also for a user who is not an operator */
  async get(on: Executor, id: string): Promise<OperatorView> {
    const operator = await maybeOne(on, sql.FIND_OPERATOR, { id });
    if (operator === undefined) throw new NotFound('operator');
    return operator;
  }

  /**
   * Checks that the user is an operator, and locks all operators until the transaction ends. Every change of another operator takes
   * this lock, so that two changes never wait for each other. @throws NotFound
   */
  async lock(manager: EntityManager, id: string): Promise<OperatorView> {
    await this.actors.awaitOperator(manager, id);
    await query(manager, sql.LOCK_OPERATORS);
    return this.get(manager, id);
  }

  /** Reads the operator with this e-mail. @throws NotFound */
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

  /**
   * Hashes the password and makes an operator in a transaction of its own.
   *
   * @throws ValidationFailed when nobody could log in with the address; DomainError `email_taken`
   */
  async addWithPassword(address: string, password: string): Promise<void> {
    const email = address.toLowerCase();
    if (!isAddress(email))
      throw new ValidationFailed([{ field: 'EMAIL', message: 'must be an e-mail address' }]);
    const passwordHash = await this.users.hashPassword(password, email);
    const person = { email, passwordHash, firstName: 'Another', lastName: 'Operator' };
    await this.dataSource.transaction((manager) => this.add(manager, null, person));
  }

  /**
   * Removes an operator's account, with sessions and links, from the next request on. Their keys lose the scope `admin`; the other
   * scopes of the keys stay. If two operators remove each other at the same time, one is removed, and the other call is refused.
   *
   * @throws NotFound; DomainError `wrong_state` for the last operator who can log in
   */
  async remove(by: OperatorsManager, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { email } = await this.lock(manager, id);
      // The audit entry comes first, because operators may remove themselves, and afterwards they are not operators.
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
