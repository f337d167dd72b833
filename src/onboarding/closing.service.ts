import { Injectable } from '@nestjs/common';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { BusinessesService } from '../businesses/businesses.service.js';
import { Clock } from '../common/clock.js';
import type { MemberPrincipal } from '../common/principal.js';
import { KeysService } from '../members/members.service.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { InvitationsService } from './invitations.service.js';

/** Ending a business. Its data are kept until an operator erases them. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly businesses: BusinessesService,
    private readonly invitations: InvitationsService,
    private readonly keys: KeysService,
    private readonly subscriptions: SubscriptionsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Closes the caller's business for good: its subscription ends, its keys are revoked, open invitations are taken
   * back, and its people are refused from the next request on. Closing it twice at once is closing it once.
   */
  async close(owner: MemberPrincipal, now: Date): Promise<void> {
    const { businessId } = owner;
    const real = this.clock.now();
    await this.subscriptions.changing(businessId, async (manager) => {
      // Invitations before the subscription: whoever accepts one takes its locks in this order.
      await this.invitations.revokeAll(manager, businessId);
      await this.subscriptions.close(manager, businessId, now);
      if (!(await this.businesses.markClosed(manager, businessId, real))) return;
      await this.keys.revokeAll(manager, businessId, real);
      const target = { kind: 'business', id: businessId };
      const entry = { actor: actorOf(owner), action: 'business.closed', target, before: { closedAt: null } };
      await this.audit.record(manager, businessId, { ...entry, after: { closedAt: real } }, real);
    });
  }
}
