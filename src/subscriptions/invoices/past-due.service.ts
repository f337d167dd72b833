import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute } from '../../database/sql.js';
import { EventsService, type EventType } from '../../events/index.js';
import { CurrentSubscriptionService } from '../subscription/current-subscription.service.js';
import { subscriptionEvent } from '../subscription/subscription-event.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import type { InvoiceRow } from './invoice.rows.js';
import { END_ACCESS, MAKE_PAST_DUE, RECOVER } from './past-due.sql.js';

type Of = Pick<InvoiceRow, 'businessId' | 'subscriptionId'>;

/**
 * Acts on a subscription whose invoice was not paid: makes it past due, lets it recover, or ends its access. All methods join a
 * transaction that has locked the subscription.
 */
@Injectable()
export class PastDueService {
  constructor(
    private readonly current: CurrentSubscriptionService,
    private readonly cycles: CycleOpeningService,
    private readonly events: EventsService,
  ) {}

  /** Makes the subscription past due since `since`, unless it is already, and returns until when access goes on. */
  async begin(manager: EntityManager, of: Of, since: Date, now: Date): Promise<Date | null> {
    const after = await this.change(manager, of, 'subscription.past_due', now, ({ id }) =>
      execute(manager, MAKE_PAST_DUE, { businessId: of.businessId, subscriptionId: id, since }),
    );
    return after?.accessUntil ?? null;
  }

  /** Makes the subscription active again if nothing is owed any more. */
  async recover(manager: EntityManager, of: Of, now: Date): Promise<void> {
    await this.change(manager, of, 'subscription.recovered', now, ({ id }) =>
      execute(manager, RECOVER, { businessId: of.businessId, subscriptionId: id, now }),
    );
  }

  /** Ends access at `now`: the subscription lapses by its plan's `whenUnpaid`. */
  async endAccess(manager: EntityManager, of: Of, now: Date): Promise<void> {
    const { businessId, subscriptionId } = of;
    // First renews a cycle that is over, because access ends in the cycle that runs now.
    await this.cycles.rollForward(manager, businessId, now);
    const ended = await execute(manager, END_ACCESS, { businessId, subscriptionId, now });
    if (ended > 0) await this.cycles.lapse(manager, businessId, now);
  }

  /** The subscription of an invoice. Null if it is not the latest of the business. */
  async stateOf(manager: EntityManager, { businessId, subscriptionId }: Of): Promise<SubscriptionRow | null> {
    const row = await this.current.find(manager, businessId);
    return row?.id === subscriptionId ? row : null;
  }

  /** Writes a change and records its event. Null if the invoice belongs to a subscription that is not the latest. */
  private async change(
    manager: EntityManager,
    { businessId, subscriptionId }: Of,
    type: EventType,
    now: Date,
    write: (before: SubscriptionRow) => Promise<number>,
  ): Promise<SubscriptionRow | null> {
    const before = await this.stateOf(manager, { businessId, subscriptionId });
    if (before === null) return null;
    if ((await write(before)) === 0) return before;
    const after = await this.current.latest(manager, businessId);
    await this.events.record(manager, subscriptionEvent(type, after, before, now));
    return after;
  }
}
