import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ActorsService } from '../audit/index.js';
import { type Business, BusinessesService, businessClosed, businessSuspended } from '../businesses/index.js';
import { type MemberPrincipal, ranksAtLeast, type Role } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { maybeOne } from '../database/sql.js';
import type { RankRow } from './member.rows.js';
import { FIND_RANK, LOCK_RANK } from './members.sql.js';

/** Checks the caller's role in a business again, and the business, in the transaction that writes. */
@Injectable()
export class MemberRanksService {
  constructor(
    private readonly businesses: BusinessesService,
    private readonly actors: ActorsService,
  ) {}

  /**
   * Checks again that the business is open and that the caller has the role, and locks both until the transaction ends. Checks the
   * caller's session again, too. The guard may have checked them seconds ago, because a request waits in queues and for locks.
   * Every transaction that needs a role begins with this. It must not change the row of the business afterwards, because others may
   * hold the lock too.
   *
   * @throws DomainError `not_a_member`, `business_closed`, `business_suspended`, `role_too_low`, `unauthenticated`
   */
  async confirm(manager: EntityManager, by: MemberPrincipal, least: Role): Promise<void> {
    const { businessId, memberId: id } = by;
    refuseLowerRank(await maybeOne(manager, LOCK_RANK, { businessId, id }), least);
    await this.actors.confirm(manager, by);
  }

  /**
   * Checks the same as `confirm` before a change of the business itself, and returns the business, which it locks. It locks the
   * business, and not the caller. Every other transaction that changes a member of the business, except an erasure of the person,
   * locks the business in share mode, so the caller's role stays as it is. If this locked the caller too, it and a transaction that
   * has locked the business and changes the caller would wait for each other.
   *
   * @throws NotFound; DomainError as `confirm`
   */
  async confirmToEdit(manager: EntityManager, by: MemberPrincipal, least: Role): Promise<Business> {
    const { businessId, memberId: id } = by;
    const business = await this.businesses.lock(manager, businessId);
    refuseLowerRank(await maybeOne(manager, FIND_RANK, { businessId, id }), least);
    await this.actors.confirm(manager, by);
    return business;
  }
}

function refuseLowerRank(present: RankRow | undefined, least: Role): void {
  if (present === undefined)
    throw new DomainError('not_a_member', 'You are not an active member of this business any more.');
  if (present.closed) throw businessClosed();
  if (present.suspended) throw businessSuspended();
  if (!ranksAtLeast(present.role, least))
    throw new DomainError('role_too_low', 'Your role in the business does not allow this any more.', {
      required: least,
      role: present.role,
    });
}
