import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type MemberPrincipal, ranksAtLeast, type Role } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { maybeOne } from '../database/sql.js';
import { LOCK_RANK } from './members.sql.js';

/** Checks the caller's role in a business again, in the transaction that writes. */
@Injectable()
export class MemberRanksService {
  /**
   * Checks the caller's role again, and locks it until the transaction ends. The guard may have checked it seconds ago, because a
   * request waits in queues and for locks. Every transaction that needs a role begins with this.
   *
   * @throws DomainError `not_a_member`, `role_too_low`
   */
  async confirm(manager: EntityManager, by: MemberPrincipal, least: Role): Promise<void> {
    const present = await maybeOne(manager, LOCK_RANK, { businessId: by.businessId, id: by.memberId });
    if (present === undefined)
      throw new DomainError('not_a_member', 'You are not an active member of this business any more.');
    if (!ranksAtLeast(present.role, least))
      throw new DomainError('role_too_low', 'Your role in the business does not allow this any more.', {
        required: least,
        role: present.role,
      });
  }
}
