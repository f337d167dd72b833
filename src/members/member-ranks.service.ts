import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { businessClosed, businessSuspended } from '../businesses/index.js';
import { type MemberPrincipal, ranksAtLeast, type Role } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { maybeOne } from '../database/sql.js';
import { LOCK_RANK } from './members.sql.js';

/** Checks the caller's role in a business again, and the business, in the transaction that writes. */
@Injectable()
export class MemberRanksService {
  /**
   * Checks again that the business is open and that the caller has the role, and locks both until the transaction ends. The guard
   * may have checked them seconds ago, because a request waits in queues and for locks. Every transaction that needs a role begins
   * with this. It must not change the row of the business afterwards, because others may hold the lock too.
   *
   * @throws DomainError `not_a_member`, `business_closed`, `business_suspended`, `role_too_low`
   */
  async confirm(manager: EntityManager, by: MemberPrincipal, least: Role): Promise<void> {
    const present = await maybeOne(manager, LOCK_RANK, { businessId: by.businessId, id: by.memberId });
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
}
