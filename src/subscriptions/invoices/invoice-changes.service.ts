import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, AuditService } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import { Clock } from '../../common/clock.js';
import { NotFound, WrongState } from '../../common/domain-error.js';
import { maybeOne, one, query } from '../../database/sql.js';
import { EventsService, type EventType } from '../../events/index.js';
import { ChangeQueueService } from '../subscription/change-queue.service.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { lives } from '../subscription/change-rules.js';
import { BillingMailsService } from './billing-mails.service.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import { invoiceView } from './invoice.view.js';
import * as sql from './invoices.sql.js';
import { PastDueService } from './past-due.service.js';

/** A locked invoice as it was before the change. Its subscription is locked too. */
export interface LockedInvoice extends InvoiceRef {
  manager: EntityManager;
  invoice: InvoiceRow;
  now: Date;
  by: Actor;
  /** Whether the business was erased. Its invoices are kept. */
  erased: boolean;
}

/** What happened to the invoice, as the type of the event and the action of the audit entry. Null if nothing changed. */
export type Happened = EventType | null;

/**
 * Runs every change to the money of an invoice, for `invoice-settlement.service.ts` and `money-back.service.ts`. A change is one
 * transaction. It locks the subscription and then the invoice, and decides by what it reads then. It does not roll the subscription
 * forward first, so that money which comes before a lapse is written still counts.
 */
@Injectable()
export class InvoiceChangesService {
  constructor(
    private readonly queue: ChangeQueueService,
    private readonly cycles: CycleOpeningService,
    private readonly pastDue: PastDueService,
    private readonly mails: BillingMailsService,
    private readonly businesses: BusinessesService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `act` on the locked invoice, and records what happened: in the audit log, by mail and as an event. `hasHappened`: see
   * `AuditEntry`.
   *
   * @throws NotFound
   */
  change(
    ref: InvoiceRef,
    { by, reason, hasHappened }: { by: Actor; reason?: string; hasHappened?: boolean },
    act: (locked: LockedInvoice) => Promise<Happened>,
  ): Promise<InvoiceRow> {
    const { businessId, id } = ref;
    return this.queue.change(businessId, async (manager) => {
      await this.cycles.lockCyclesShared(manager);
      await query(manager, sql.LOCK_SUBSCRIPTION_OF, { businessId, id });
      const invoice = await maybeOne(manager, sql.LOCK_INVOICE, { businessId, id });
      if (invoice === undefined) throw new NotFound('invoice');
      const time = await this.timeOf(manager, businessId);
      const erased = time === null;
      const now = time ?? this.clock.now();
      const happened = await act({ businessId, id, manager, invoice, now, by, erased });
      const after = await one(manager, sql.FIND_INVOICE, { businessId, id });
      if (happened === null) return after;
      const entry = {
        by,
        hasHappened,
        action: happened,
        target: { kind: 'invoice', id },
        before: audited(invoice),
        after: { ...audited(after), ...(reason === undefined ? {} : { reason }) },
      };
      if (erased) await this.audit.recordForOperators(manager, entry);
      else await this.audit.record(manager, businessId, entry);
      if (!erased) await this.mail(manager, happened, after, invoice);
      const data = { invoice: invoiceView(after) };
      if (!erased) await this.events.record(manager, { businessId, type: happened, data, at: now });
      return after;
    });
  }

  private async mail(
    manager: EntityManager,
    happened: EventType,
    invoice: InvoiceRow,
    before: InvoiceRow,
  ): Promise<void> {
    const state = await this.pastDue.stateOf(manager, invoice);
    const accessUntil = state?.accessUntil ?? null;
    if (happened === 'invoice.paid' && invoice.problem === null)
      await this.mails.tell(manager, 'invoice-paid', invoice);
    // The buyer of a change sees the refusal of a card at once. A bank refuses days later.
    if (happened === 'invoice.payment_failed' && invoice.reason !== 'cycle' && before.status === 'processing')
      await this.mails.tell(manager, 'change-refused', invoice);
    // No mail is sent before the due date or in a trial, because access does not end soon.
    if (happened === 'invoice.payment_failed' && invoice.reason === 'cycle' && invoice.declinedAt !== null) {
      const ended = state === null || !lives(state);
      const kind = accessUntil !== null ? 'invoice-unpaid' : ended ? 'invoice-still-open' : null;
      const isTold = kind !== null && !(await this.mails.tell(manager, kind, invoice, { accessUntil }));
      // The owner was told that the invoice is late, and then gave a bank account. So each refusal by the bank is told.
      if (isTold && before.status === 'processing')
        await this.mails.tell(manager, kind, invoice, { accessUntil, detail: `:${invoice.attempt}` });
    }
    if (happened === 'invoice.disputed') await this.mails.tellOfDispute(manager, invoice);
    if (happened === 'invoice.refunded')
      await this.mails.tell(manager, 'invoice-refunded', invoice, { detail: String(invoice.refunded) });
  }

  /** The time of the business. Null if the business was erased; its invoices are kept. */
  private async timeOf(manager: EntityManager, businessId: string): Promise<Date | null> {
    try {
      return await this.businesses.timeOf(manager, businessId);
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}

export const wrongState = ({ status }: InvoiceRow, detail: string) => new WrongState(status, detail);

const audited = ({ number, status, total, refunded, currency, problem, reference }: InvoiceRow) => ({
  number,
  status,
  total,
  refunded,
  currency,
  problem,
  reference,
});
