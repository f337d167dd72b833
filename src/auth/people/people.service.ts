import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ActorsService, AuditService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { type Page, toPage } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { OperatorsService, type OperatorView, UsersService } from '../../users/index.js';
import { AccountLocksService } from '../account/account-locks.service.js';
import { AccountService } from '../account/account.service.js';
import { SecondFactorsService } from '../second-factor/second-factors.service.js';
import { type PersonView, personView } from './person.view.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { CreateOperatorDto } from './operator.dto.js';
import type { UsersQuery } from './person.dto.js';

/** The accounts of people, for operators. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly operators: OperatorsService,
    private readonly account: AccountService,
    private readonly locks: AccountLocksService,
    private readonly sessions: SessionsService,
    private readonly secondFactors: SecondFactorsService,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly clock: Clock,
  ) {}

  async list(page: UsersQuery): Promise<Page<PersonView>> {
    return toPage(await this.users.list(page), page, personView);
  }

  /** Shows the account of a person. @throws NotFound */
  async show(id: string): Promise<PersonView> {
    const user = await this.users.find(this.dataSource, id);
    if (user === null) throw new NotFound('user');
    return personView(user);
  }

  /**
   * Makes another operator. Without a password, the operator gets a link to choose one. @throws DomainError `email_taken`;
   * `unauthenticated` when the caller's session or key has ended meanwhile
   */
  async addOperator(by: OperatorPrincipal, { password, ...names }: CreateOperatorDto): Promise<OperatorView> {
    const passwordHash = password === undefined ? null : await this.users.hashPassword(password, names.email);
    return this.dataSource.transaction(async (manager) => {
      await this.locks.byOperator(manager, by);
      const user = await this.operators.add(manager, by, { ...names, passwordHash });
      if (passwordHash === null) await this.account.mailFirstPassword(manager, user);
      return this.operators.get(manager, user.id);
    });
  }

  /**
   * Suspends a person, or lifts the suspension. Every session of a suspended person ends, from the next request on. No new session
   * is opened, not even by a log-in that is under way. Businesses and bots are not affected.
   *
   * @throws NotFound; DomainError `operator_account`
   */
  async suspend(operator: OperatorPrincipal, id: string, suspended: boolean): Promise<PersonView> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (manager) => {
      const before = await this.users.lock(manager, id);
      if (before === null) throw new NotFound('user');
      if (before.operator)
        throw operatorAccount('Operators are removed at /v1/admin/operators, not suspended.');
      if ((before.suspendedAt !== null) === suspended) return personView(before);
      const user = await this.users.suspend(manager, id, suspended ? now : null);
      if (suspended) await this.sessions.endAll(manager, id, now);
      const action = suspended ? 'user.suspended' : 'user.readmitted';
      await this.audit.recordForOperators(manager, { by: operator, action, target: { kind: 'user', id } });
      return personView(user);
    });
  }

  /**
   * Removes the second factor of a person, who then needs only the password to log in. @throws NotFound; DomainError
   * `operator_account`
   */
  async resetSecondFactor(operator: OperatorPrincipal, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.actors.confirm(manager, operator);
      const user = await this.users.lock(manager, id);
      if (user === null) throw new NotFound('user');
      if (user.operator)
        throw operatorAccount('Operators are reset on the machine of the service: `tenure operator`.');
      await this.secondFactors.remove(manager, id, 'user.second_factor_reset', operator);
    });
  }
}

const operatorAccount = (detail: string): DomainError => new DomainError('operator_account', detail);
