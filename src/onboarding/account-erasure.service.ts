import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, AuditService } from '../audit/index.js';
import { AccountLocksService, PasswordProofService } from '../auth/index.js';
import { BusinessesService } from '../businesses/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { OperatorPrincipal, PersonPrincipal } from '../common/principal.js';
import { DomainError, NotFound } from '../common/domain-error.js';
import { execute, query } from '../database/sql.js';
import { EventsService } from '../events/index.js';
import { type Membership, MEMBERSHIPS_OF, memberRemoved, MembersService, Seats } from '../members/index.js';
import { type User, UsersService } from '../users/index.js';
import * as sql from './account-erasure.sql.js';
import { DELETE_SPENT_TOKENS } from './erasure.sql.js';
import type { ErasedPersonView } from './erasure.view.js';
import { type ErasedPeople, PersonErasureService } from './person-erasure.service.js';

/** Milliseconds for which a request erases traces in logs. A job does the rest. */
const TRACES_MS = 5_000;
/** How many replaced refresh tokens one transaction erases. */
const TOKENS_AT_ONCE = 5_000;

interface ErasedAccount extends Pick<ErasedPeople, 'eraseTraces'> {
  memberships: number;
}

/** Deletes the account of a person, who leaves all businesses. Nothing about the person is kept. */
@Injectable()
export class AccountErasureService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly members: MembersService,
    private readonly businesses: BusinessesService,
    private readonly seats: Seats,
    private readonly proofs: PasswordProofService,
    private readonly locks: AccountLocksService,
    private readonly people: PersonErasureService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Erases the caller's own account. Every session ends, and their seats are free.
   *
   * @throws DomainError `invalid_credentials`, also when the password has changed since it was checked; `unauthenticated`
   *   when the session has ended since; `owns_businesses` while they own a business that is open.
   */
  async eraseSelf(person: PersonPrincipal, password: string): Promise<void> {
    const verified = await this.proofs.verify(person, password);
    const lock = async (manager: EntityManager) => {
      const user = await this.locks.byPassword(manager, verified);
      await this.locks.bySession(manager, person);
      return user;
    };
    await this.eraseAccount(lock, { kind: 'user', id: null });
  }

  /** Erases the account of a person, for an operator. @throws NotFound; DomainError `operator_account`, `owns_businesses` */
  async erase(operator: OperatorPrincipal, id: string): Promise<ErasedPersonView> {
    const lock = async (manager: EntityManager) => {
      const user = await this.users.lock(manager, id);
      if (user === null) throw new NotFound('user');
      if (user.operator)
        throw new DomainError(
          'operator_account',
          'Operators are removed at /v1/admin/operators, not erased.',
        );
      return user;
    };
    return { userId: id, memberships: await this.eraseAccount(lock, operator) };
  }

  /**
   * Erases the account that `lock` checks and locks, and returns how many memberships it had. Replaced refresh tokens, of which
   * there may be millions, are erased before, in transactions of their own.
   */
  private async eraseAccount(lock: (manager: EntityManager) => Promise<User>, by: Actor): Promise<number> {
    const eraseTokens = async (manager: EntityManager) => {
      const { id } = await lock(manager);
      await this.refuseOwner(manager, id);
      return execute(manager, DELETE_SPENT_TOKENS, { userIds: [id], limit: TOKENS_AT_ONCE });
    };
    while ((await this.dataSource.transaction(eraseTokens)) === TOKENS_AT_ONCE);
    const erased = await this.dataSource.transaction(async (manager) =>
      this.eraseLocked(manager, await lock(manager), by),
    );
    await erased.eraseTraces(TRACES_MS);
    return erased.memberships;
  }

  /**
   * Erases a locked account. While the account is locked, it joins no business. The lock on each membership then shows whether it
   * still exists.
   */
  private async eraseLocked(manager: EntityManager, { id }: User, by: Actor): Promise<ErasedAccount> {
    const found = await query(manager, MEMBERSHIPS_OF, { userId: id });
    for (const { businessId, memberId } of found) await this.members.lock(manager, businessId, memberId);
    // Read again, because another request may have ended some of them before they were locked.
    const memberships = await query(manager, MEMBERSHIPS_OF, { userId: id });
    await this.refuseOwner(manager, id);
    for (const membership of memberships) await this.leave(manager, membership, by);
    const { eraseTraces } = await this.people.erase(manager, [id]);
    const target = { kind: 'user', id: 'erased' };
    await this.audit.recordForOperators(manager, { by, action: 'user.erased', target });
    return { memberships: memberships.length, eraseTraces };
  }

  /** @throws DomainError `owns_businesses` while the person owns a business that is open */
  private async refuseOwner(manager: EntityManager, userId: string): Promise<void> {
    const businesses = await query(manager, sql.OPEN_BUSINESSES_OF, { userId });
    if (businesses.length > 0)
      throw new DomainError('owns_businesses', 'Hand these businesses over or close them first.', {
        businesses,
      });
  }

  private async leave(
    manager: EntityManager,
    { businessId, memberId }: Membership,
    by: Actor,
  ): Promise<void> {
    const row = await this.members.get(manager, businessId, memberId);
    if (!(await this.members.remove(manager, businessId, memberId)))
      return this.replaceOwnerByPlaceholder(manager, businessId, memberId);
    await this.seats.free(manager, businessId, memberId);
    const actor = by.kind === 'user' ? { kind: 'member' as const, id: memberId } : by;
    const target = { kind: 'human', id: memberId };
    await this.audit.record(manager, businessId, { by: actor, action: 'member.left', target });
    // The event names nobody. The job that erases traces does the same to earlier events.
    const erased = { ...row, name: 'erased', email: 'erased' };
    const at = await this.businesses.timeOf(manager, businessId);
    await this.events.record(manager, memberRemoved(businessId, erased, at));
  }

  /**
   * Replaces the owner of a closed business. The business keeps its data until it is erased, and every business has an owner. So
   * an account that names nobody, and in which nobody can log in, takes the person's place.
   */
  private async replaceOwnerByPlaceholder(
    manager: EntityManager,
    businessId: string,
    memberId: string,
  ): Promise<void> {
    const now = this.clock.now();
    const email = `${newId()}@erased.invalid`;
    const names = { firstName: 'Erased', lastName: 'person' };
    const nobody = await this.users.create(manager, { email, ...names, passwordHash: null }, now);
    await this.users.suspend(manager, nobody.id, now);
    await execute(manager, sql.REPLACE_OWNER, { businessId, memberId, userId: nobody.id });
  }
}
