import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type MemberPrincipal, ranksAtLeast, type Role } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { maybeOne } from '../database/sql.js';
import { LOCK_RANK } from './members.sql.js';

/** Checks what a caller may do in a business at the moment of the write. */
@Injectable()
export class MemberRanksService {
  /**
   * Checks again what the caller may do, and keeps it so until the transaction ends. The guard may have checked seconds ago,
   * because a request waits for its turn and for locks. It comes first in every transaction that needs a role.
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
