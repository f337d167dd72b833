import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.js';
import {
  BusinessesService,
  businessSuspended,
  type OperatorBusinessView,
  operatorBusinessView,
} from '../businesses/index.js';
import type { Times } from '../common/access.js';
import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';
import { InvitationsService, KeysService, MembersService, notOwnerAnyMore } from '../members/index.js';
import { SubscriptionsService } from '../subscriptions/index.js';

/** Closes a business. Its data stay until an operator erases them. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly businesses: BusinessesService,
    private readonly invitations: InvitationsService,
    private readonly members: MembersService,
    private readonly keys: KeysService,
    private readonly subscriptions: SubscriptionsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Closes the caller's business for good: its subscription ends, its keys and open invitations are revoked, and its people are
   * refused from the next request on. Two requests at once have the result of one.
   *
   * @throws DomainError `role_too_low`, `business_suspended`, `unauthenticated` when that happened a moment ago
   */
  async close(owner: MemberPrincipal, times: Times): Promise<void> {
    await this.subscriptions.changing(owner.businessId, async (manager) => {
      await this.members.lock(manager, owner.businessId, owner.memberId);
      const present = await this.members.find(manager, owner.businessId, owner.memberId);
      if (present?.role !== 'owner') throw notOwnerAnyMore(present?.role ?? null);
      await this.closeIn(manager, owner, owner.businessId, times);
    });
  }

  /** Closes a business for an operator, even if its owner never accepted the invitation. @throws NotFound */
  async closeByOperator(
    operator: OperatorPrincipal,
    businessId: string,
    realTime: Date,
  ): Promise<OperatorBusinessView> {
    return this.subscriptions.changing(businessId, async (manager) => {
      const now = await this.businesses.timeOf(manager, businessId);
      await this.closeIn(manager, operator, businessId, { now, realTime });
      return operatorBusinessView(await this.businesses.get(manager, businessId));
    });
  }

  private async closeIn(
    manager: EntityManager,
    by: MemberPrincipal | OperatorPrincipal,
    businessId: string,
    times: Times,
  ): Promise<void> {
    const { now, realTime } = times;
    // The business is locked first. A request that checked it again has locked it in share mode, so this waits for such requests,
    // and later ones find it closed.
    const { suspendedAt, closedAt } = await this.businesses.lock(manager, businessId);
    // It may have been suspended while this waited. A business that somebody else closed meanwhile is closed, as wanted.
    if (by.kind === 'member' && suspendedAt !== null && closedAt === null) throw businessSuspended();
    // Invitations are locked before the subscription, as when an invitation is accepted.
    const invitations = await this.invitations.revokeAll(manager, businessId, now);
    await this.subscriptions.close(manager, businessId, now);
    const closed = await this.businesses.markClosed(manager, businessId, times);
    const keys = await this.keys.revokeAll(manager, businessId, now, realTime);
    const closing = {
      action: 'business.closed',
      target: { kind: 'business', id: businessId },
      before: { closedAt: null },
      after: { closedAt: realTime },
    };
    // If it was closed before, the changes are the keys and invitations that an earlier release left.
    for (const change of closed ? [closing] : [...invitations, ...keys])
      await this.audit.record(manager, businessId, { by, ...change });
  }
}
