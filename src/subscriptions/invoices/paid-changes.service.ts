import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import { DomainError } from '../../common/domain-error.js';
import { execute, one } from '../../database/sql.js';
import { CANCEL } from '../cycles/cycles.sql.js';
import { ChangeRecordService } from '../subscription/change-record.service.js';
import { CurrentSubscriptionService } from '../subscription/current-subscription.service.js';
import type { PlanChange } from '../subscription/plan-change.js';
import { PlanChangesService } from '../subscription/plan-changes.service.js';
import { PlanDecisionsService } from '../subscription/plan-decisions.service.js';
import { actionOf } from '../subscription/subscription-audit.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import { ChangeCostService } from './change-cost.service.js';
import { FIND_END_OF, NOTE_APPLIED, SET_UNAPPLIED } from './plan-change-invoices.sql.js';
import type { InvoicedChange, InvoiceRow } from './invoice.rows.js';

/** Applies changes of plan that were paid. It joins a transaction that has locked the subscription and then the invoice. */
@Injectable()
export class PaidChangesService {
  private readonly logger = new Logger(PaidChangesService.name);

  constructor(
    private readonly businesses: BusinessesService,
    private readonly current: CurrentSubscriptionService,
    private readonly decisions: PlanDecisionsService,
    private readonly changes: PlanChangesService,
    private readonly costs: ChangeCostService,
    private readonly records: ChangeRecordService,
  ) {}

  /**
   * Applies the change of an invoice that was just paid. A cancel that came after the order of the change stays. If the rules do
   * not allow the change any more, the invoice becomes `unapplied`, and all of it is to be sent back.
   *
   * @throws DomainError `renewal_failed` when the subscription cannot be rolled forward; nothing is written then.
   */
  async apply(manager: EntityManager, invoice: InvoiceRow, by: Actor, now: Date): Promise<void> {
    const { businessId, id } = invoice;
    const { closedAt, testClockId } = await this.businesses.get(manager, businessId);
    const from = closedAt === null ? await this.current.lock(manager, businessId, now) : null;
    const decided = from === null ? null : await this.decide(manager, from, invoice, now);
    if (from === null || decided === null) {
      this.logger.warn(
        `The change that the invoice ${id} paid for is not possible any more: it is sent back.`,
      );
      await execute(manager, SET_UNAPPLIED, { businessId, id });
      return;
    }
    // The seats that were paid, or more if more are held by now.
    const ofSeats = decided.seats !== null || decided.plan.perSeat;
    const seats = ofSeats ? (invoice.change?.quantity ?? decided.seats) : null;
    const change = { ...decided, seats };
    const cost = await this.costs.costOf(manager, from, change, now);
    const inAnotherCycle = invoice.subscriptionId !== from.id || invoice.cycleIndex !== from.cycleIndex;
    const joined = !inAnotherCycle && seats !== null && cost.quantity > seats;
    const paid = joined
      ? (await this.costs.costOf(manager, from, change, now, { atLeastHeld: false })).amount
      : invoice.subtotal;
    await this.changes.apply(manager, from, change, 'owner', testClockId);
    await execute(manager, NOTE_APPLIED, {
      businessId,
      id,
      now,
      difference: inAnotherCycle || joined ? cost.amount - paid : 0,
      whole: joined ? cost.whole : null,
      usesDiscount: cost.usesDiscount,
    });
    const changed = await this.records.record(manager, from, actionOf(from, decided), by, now);
    if (invoice.change?.canceled !== true) return;
    await execute(manager, CANCEL, { businessId, id: changed.id, version: changed.version, canceled: true });
    await this.records.record(manager, changed, 'subscription.canceled', by, now);
  }

  /**
   * What the change results in now. Null if it is not possible, changes nothing, or was ordered for a subscription that has ended
   * since, or before another one began: a subscription that began after the order is another decision of the owner.
   */
  private async decide(
    manager: EntityManager,
    from: SubscriptionRow,
    { businessId, subscriptionId, change, createdAt }: InvoiceRow,
    now: Date,
  ): Promise<PlanChange | null> {
    const ordered = { businessId, subscriptionId };
    const { endedAt } = subscriptionId === from.id ? from : await one(manager, FIND_END_OF, ordered);
    if (endedAt !== null && (endedAt > createdAt || subscriptionId !== from.id)) return null;
    const { planCode, terms, seats } = change as InvoicedChange;
    try {
      const request = { planCode, when: 'now' as const, terms, quantity: seats };
      const decided = await this.decisions.decide(manager, from, request, 'owner', now, true);
      return decided.when === 'now' && !decided.stays ? decided : null;
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }
}
