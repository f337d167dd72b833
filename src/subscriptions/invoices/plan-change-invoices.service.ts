import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DAY_MS } from '../../common/clock.js';
import { type Actor, AuditService } from '../../audit/index.js';
import { isEqual } from '../../billing-plans/index.js';
import { WrongState } from '../../common/domain-error.js';
import { execute, maybeOne, one } from '../../database/sql.js';
import { EventsService } from '../../events/index.js';
import { lives } from '../subscription/change-rules.js';
import type { Means, PlanChange, PlanRequest } from '../subscription/plan-change.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import * as sql from './plan-change-invoices.sql.js';
import type { InvoiceRow } from './invoice.rows.js';
import { invoiceView } from './invoice.view.js';
import { priceChanged } from './invoice.errors.js';
import { SET_VOID } from './invoice-settlement.sql.js';
import type { ChangeCost } from './proration.js';

/** The most that an owner agreed to pay now, in minor units. */
export interface MostPaid {
  /** Without tax that is added. */
  maxAmount?: number;
  /** With that tax. Only the provider knows the tax, so the charge compares the amounts. */
  agreed?: number;
}

/** How long a change waits for its money. A bank transfer takes some days. */
const WAITS_MS = { card: DAY_MS, transfer: 14 * DAY_MS };
/** Milliseconds after which the collector charges a change whose server died before it charged. */
const TAKEN_OVER_MS = 5 * 60_000;

/**
 * Writes the invoices of changes that have to be paid first. A business has one such invoice at a time. All methods join a
 * transaction that has locked the subscription.
 */
@Injectable()
export class PlanChangeInvoicesService {
  constructor(
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /**
   * Writes the invoice of a change, and returns it. If an invoice for the same change waits already, that one is returned. Any
   * other waiting invoice is voided, also one for the same change that costs more with its tax than is agreed now: the tax can be
   * lower by now.
   *
   * @throws DomainError `price_changed` when it costs more than `maxAmount`; `wrong_state` while another change is being paid.
   */
  async open(
    manager: EntityManager,
    { by, businessId }: { by: Actor; businessId: string },
    from: SubscriptionRow,
    change: PlanChange,
    { terms, maxAmount, agreed }: PlanRequest & MostPaid,
    means: Means,
    now: Date,
  ): Promise<InvoiceRow> {
    const cost = change.cost as ChangeCost;
    const { amount, currency, whole, quantity } = cost;
    if (maxAmount !== undefined && amount > maxAmount) throw priceChanged(amount, currency);
    const { seats } = change;
    const wanted = {
      planCode: change.plan.code,
      quantity,
      ...(terms === undefined ? {} : { terms }),
      ...(seats === null ? {} : { seats }),
    };
    const waiting = await maybeOne(manager, sql.FIND_OPEN_CHANGE, { businessId });
    if (waiting !== undefined) {
      refuseWhilePaid(waiting, now);
      const { id, total } = waiting;
      const lasts = waiting.expiresAt === null || waiting.expiresAt > now;
      if (lasts && isFor(waiting, wanted, cost, means) && (agreed === undefined || total <= agreed))
        return one(manager, sql.SET_AGREED, { businessId, id, agreed: agreed ?? null });
      await this.void(manager, waiting, now);
    }
    const transfer = means === 'invoice';
    const longest = new Date(now.getTime() + (transfer ? WAITS_MS.transfer : WAITS_MS.card));
    const cycleEnds = lives(from) ? from.cycleEndsAt : longest;
    const expiresAt = cycleEnds < longest ? cycleEnds : longest;
    const invoice = await one(manager, sql.WRITE_CHANGE_INVOICE, {
      businessId,
      subscriptionId: from.id,
      reason: cost.upgrade ? 'upgrade' : 'start',
      cycleIndex: from.cycleIndex,
      startsAt: change.effectiveAt,
      endsAt: cycleEnds,
      planCode: change.plan.code,
      versionId: change.terms.versionId,
      currency,
      amount,
      agreed: agreed ?? null,
      whole,
      lines: JSON.stringify(cost.lines),
      change: JSON.stringify(wanted),
      test: means === 'clock',
      now,
      nextAttemptAt: means === 'card' ? new Date(now.getTime() + TAKEN_OVER_MS) : null,
      expiresAt,
    });
    await this.audit.record(manager, businessId, {
      by,
      action: 'plan_change.ordered',
      target: { kind: 'invoice', id: invoice.id },
      after: { planCode: change.plan.code, total: amount, currency },
    });
    return invoice;
  }

  /**
   * Voids the invoice of a change that waits for payment, because another decision took its place. If the change is being paid,
   * it keeps its invoice, with a note of that decision: if the payment comes to nothing, the invoice is voided then.
   */
  async drop(manager: EntityManager, businessId: string, now: Date, canceled = false): Promise<void> {
    const waiting = await maybeOne(manager, sql.FIND_OPEN_CHANGE, { businessId });
    if (waiting === undefined) return;
    const note = canceled ? sql.NOTES.canceled : sql.NOTES.overtaken;
    if (isBeingPaid(waiting, now)) await execute(manager, sql.NOTE_OVERTAKEN, { businessId, note });
    else await this.void(manager, waiting, now);
  }

  /** Removes the note of a cancel from a change that is being paid. */
  async resume(manager: EntityManager, businessId: string): Promise<void> {
    await execute(manager, sql.NOTE_OVERTAKEN, { businessId, note: sql.NOTES.none });
  }

  /** Turns invoicing on: the cycles of the live subscription are invoiced from the next one on. */
  async invoiceFromNow(manager: EntityManager, businessId: string): Promise<void> {
    await execute(manager, sql.INVOICE_FROM_NOW, { businessId });
  }

  private async void(manager: EntityManager, invoice: InvoiceRow, now: Date): Promise<void> {
    const { businessId, id } = invoice;
    await execute(manager, SET_VOID, { businessId, id, now });
    const data = { invoice: invoiceView({ ...invoice, status: 'void' }) };
    await this.events.record(manager, { businessId, type: 'invoice.voided', data, at: now });
  }
}

/**
 * Whether an invoice that waits is for the same change, so that nobody gets two invoices. If the owner now pays on a page, an
 * invoice that is charged to a card does not count, because it could be paid twice.
 */
const isFor = (
  { change, subtotal, currency, providerInvoice, nextAttemptAt }: InvoiceRow,
  wanted: object,
  cost: ChangeCost,
  means: Means,
): boolean =>
  isEqual(change, wanted) &&
  subtotal === cost.amount &&
  currency === cost.currency &&
  (means !== 'page' || (providerInvoice === null && nextAttemptAt === null));

const isBeingPaid = ({ status, inFlightUntil }: InvoiceRow, now: Date): boolean =>
  status === 'processing' || (inFlightUntil !== null && inFlightUntil > now);

function refuseWhilePaid(waiting: InvoiceRow, now: Date): void {
  if (!isBeingPaid(waiting, now)) return;
  const detail = `A change to the plan "${waiting.planCode}" is being paid. It takes effect when the money comes.`;
  throw new WrongState('processing', detail);
}
