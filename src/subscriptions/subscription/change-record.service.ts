import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, AuditService } from '../../audit/index.js';
import { EventsService } from '../../events/index.js';
import { CurrentSubscriptionService } from './current-subscription.service.js';
import { audited } from './subscription-audit.js';
import { subscriptionEvent, typeOfAction } from './subscription-event.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** Records what somebody did to a subscription: in the audit log, and as an event. */
@Injectable()
export class ChangeRecordService {
  constructor(
    private readonly current: CurrentSubscriptionService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /**
   * Records `action` in the transaction that did it, and returns the changed subscription. `from` is the subscription before the
   * change.
   */
  async record(
    manager: EntityManager,
    from: SubscriptionRow,
    action: string,
    by: Actor,
    at: Date,
  ): Promise<SubscriptionRow> {
    const after = await this.current.latest(manager, from.businessId);
    const target = { kind: 'subscription', id: after.id };
    const entry = { by, action, target, before: audited(from), after: audited(after) };
    await this.audit.record(manager, from.businessId, entry);
    await this.events.record(manager, subscriptionEvent(typeOfAction(action), after, from, at));
    return after;
  }
}
