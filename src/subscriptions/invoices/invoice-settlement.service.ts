import { Inject, Injectable } from '@nestjs/common';
import { type Actor, SYSTEM } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute } from '../../database/sql.js';
import { BillingMailsService } from './billing-mails.service.js';
import { SET_UNAPPLIED } from './plan-change-invoices.sql.js';
import { InvoiceChangesService, type LockedInvoice, wrongState } from './invoice-changes.service.js';
import { type InvoiceRef, type InvoiceRow, isOvertaken } from './invoice.rows.js';
import * as sql from './invoice-settlement.sql.js';
import { PaidChangesService } from './paid-changes.service.js';
import { PastDueService } from './past-due.service.js';
import { afterTrial, chargedFrom, firstLook, graceFrom, lastLook, retryAt } from './retries.js';

/** Money that came for an invoice. */
export interface Payment {
  /** When it was paid, in the time of the business. */
  at: Date;
  /** The name of the payment at the bank or the provider. */
  reference: string;
  /** In minor units of `currency`. */
  amount: number;
  currency: string;
}

/** A payment that was refused. */
export interface DeclinedAttempt {
  at: Date;
  /** Why, as the provider says it, such as `insufficient_funds`. */
  code: string;
  /** Whether another attempt with the same card is useless. */
  hard: boolean;
  /** Whether a person started the attempt. Such an attempt uses up none of `PAYMENT_RETRY_DAYS`. */
  byPerson?: boolean;
}

/** Whether what was reported of an invoice still counts. It is asked when the invoice is locked. */
type StillCounts = (locked: LockedInvoice) => boolean | Promise<boolean>;
const always: StillCounts = () => true;

/**
 * Notes whether money came in for an invoice; nothing else does. A call that is repeated, late or out of order changes nothing.
 * `money-back.service.ts` notes the money that goes back.
 */
@Injectable()
export class InvoiceSettlementService {
  constructor(
    private readonly invoices: InvoiceChangesService,
    private readonly pastDue: PastDueService,
    private readonly changes: PaidChangesService,
    private readonly mails: BillingMailsService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Notes that an invoice was paid, and applies the change that it was for. Its subscription recovers if nothing else is owed. A
   * payment of another amount or currency is noted as `amountMismatch`, and nothing else changes. A payment of a void invoice is
   * noted as `unapplied`, and as `refundDue`.
   *
   * @throws NotFound
   */
  paid(ref: InvoiceRef, payment: Payment): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by: SYSTEM }, async (locked) => {
      const { manager, invoice } = locked;
      const { at, reference, amount, currency } = payment;
      if (!['open', 'processing', 'void'].includes(invoice.status)) return null;
      const late = invoice.status === 'void';
      const matches = amount === invoice.total && currency === invoice.currency;
      const problem = late ? 'unapplied' : matches ? null : 'amountMismatch';
      const refundDue = late ? Math.min(amount, invoice.total) : 0;
      const paidAmount = currency === invoice.currency ? amount : null;
      await execute(manager, sql.SET_PAID, { ...ref, at, reference, paidAmount, problem, refundDue });
      if (problem === null) await this.acceptPaid(locked);
      return 'invoice.paid';
    });
  }

  /**
   * Notes for an operator that an invoice is paid in full, also one that was paid with a wrong amount. The audit log has
   * `reference` also where a payment at the provider keeps its own.
   *
   * @throws NotFound; DomainError `wrong_state` when it is void, or was sent back.
   */
  markPaid(ref: InvoiceRef, reference: string, by: Actor): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by, reason: reference }, async (locked) => {
      const { manager, invoice, now } = locked;
      if (invoice.status === 'paid' && invoice.problem === null) return null;
      if (invoice.status === 'paid' && invoice.problem === 'amountMismatch') {
        await execute(manager, sql.ACCEPT_AMOUNT, { ...ref, reference });
      } else if (invoice.status === 'open' || invoice.status === 'processing') {
        const inFull = { at: now, reference, paidAmount: null, problem: null, refundDue: 0 };
        await execute(manager, sql.SET_PAID, { ...ref, ...inFull });
      } else throw wrongState(invoice, 'An invoice that is void, or was sent back, cannot be paid.');
      await this.acceptPaid(locked);
      return 'invoice.paid';
    });
  }

  /** Notes that a bank decides about the payment and answers later. @throws NotFound */
  processing(ref: InvoiceRef, counts = always): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by: SYSTEM }, async (locked) => {
      const { manager, now } = locked;
      if (!(await counts(locked))) return null;
      await execute(manager, sql.SET_PROCESSING, { ...ref, lookAt: firstLook(now) });
      return null;
    });
  }

  /**
   * Notes a decline, and when the next attempt comes. The first decline of the invoice of a cycle makes the subscription past
   * due, but not if a person paid before the due date: nothing is owed yet, and the card is charged shortly before that date. After
   * a later refusal by a bank there is no last attempt before access ends, because a bank would decide after that end again. The
   * invoice of a change is voided if the subscription was canceled since the order, or another change took effect.
   *
   * @throws NotFound
   */
  declined(
    ref: InvoiceRef,
    { at, code, hard, byPerson = false }: DeclinedAttempt,
    counts = always,
  ): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by: SYSTEM }, async (locked) => {
      const { manager, invoice, now } = locked;
      if (!(await counts(locked))) return null;
      if (invoice.status !== 'open' && invoice.status !== 'processing') return null;
      const first = invoice.declinedAt ?? at;
      const chargedAt =
        invoice.declinedAt === null && invoice.dueAt !== null ? chargedFrom(invoice.dueAt) : now;
      const retry = invoice.retry + (invoice.declinedAt === null || byPerson ? 0 : 1);
      if (invoice.reason !== 'cycle') {
        await execute(manager, sql.SET_DECLINED, { ...ref, at: first, code, retry, nextAttemptAt: null });
        if (isOvertaken(invoice.change)) {
          await execute(manager, sql.SET_VOID, { ...ref, now });
          return 'invoice.voided';
        }
        return 'invoice.payment_failed';
      }
      if (chargedAt > now) {
        await execute(manager, sql.SET_DECLINED, { ...ref, at: null, code, retry, nextAttemptAt: chargedAt });
        return 'invoice.payment_failed';
      }
      const accessUntil = await this.pastDue.begin(manager, invoice, graceFrom(at, now), now);
      const again = hard ? null : retryAt(first, this.config.paymentRetryDays, retry, now);
      const trialEndsAt = accessUntil === null ? await this.trialEnd(locked) : null;
      const end = accessUntil ?? trialEndsAt;
      const inTime = again !== null && (end === null || again < end);
      const slow = invoice.status === 'processing' && invoice.declinedAt !== null;
      const beforeEnd = accessUntil !== null && !slow ? lastLook(accessUntil, now) : null;
      const last = beforeEnd ?? (trialEndsAt && afterTrial(trialEndsAt, now));
      const nextAttemptAt = inTime ? again : last;
      await execute(manager, sql.SET_DECLINED, { ...ref, at: first, code, retry, nextAttemptAt });
      return 'invoice.payment_failed';
    });
  }

  /** Makes a subscription past due, because its invoice is open after the due date. @throws NotFound */
  overdue(ref: InvoiceRef): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by: SYSTEM }, async ({ manager, invoice, now }) => {
      const { status, reason, dueAt } = invoice;
      if (status !== 'open' || reason !== 'cycle' || dueAt === null || dueAt > now) return null;
      const accessUntil = await this.pastDue.begin(manager, invoice, graceFrom(dueAt, now), now);
      if (accessUntil !== null) await this.mails.tell(manager, 'invoice-unpaid', invoice, { accessUntil });
      return null;
    });
  }

  /**
   * Waives an open invoice. Its subscription recovers if nothing else is owed.
   *
   * @throws NotFound; DomainError `wrong_state` when it is not open: a paid invoice is refunded instead.
   */
  voided(ref: InvoiceRef, by: Actor = SYSTEM, reason?: string): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by, reason }, async (locked) => {
      const { invoice } = locked;
      if (invoice.status === 'void') return null;
      if (invoice.status !== 'open')
        throw wrongState(invoice, 'Only an open invoice can be waived. Refund a paid invoice instead.');
      return this.waive(locked);
    });
  }

  /**
   * Notes that somebody waived the invoice at the provider. No money comes for it any more, also if a bank was deciding. Its
   * subscription recovers if nothing else is owed.
   *
   * @throws NotFound
   */
  voidedThere(ref: InvoiceRef): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by: SYSTEM }, async (locked) =>
      ['open', 'processing'].includes(locked.invoice.status) ? this.waive(locked) : null,
    );
  }

  /** Voids the invoice of a change that nobody paid in time, unless it is being paid. @throws NotFound */
  expired(ref: InvoiceRef): Promise<InvoiceRow> {
    return this.invoices.change(ref, { by: SYSTEM }, async ({ manager, invoice, now }) => {
      const { status, expiresAt, inFlightUntil } = invoice;
      const inFlight = inFlightUntil !== null && inFlightUntil > this.clock.now();
      if (status !== 'open' || expiresAt === null || expiresAt > now || inFlight) return null;
      await execute(manager, sql.SET_VOID, { ...ref, now });
      return 'invoice.voided';
    });
  }

  private async waive({ manager, invoice, now, businessId, id }: LockedInvoice): Promise<'invoice.voided'> {
    await execute(manager, sql.SET_VOID, { businessId, id, now });
    await this.pastDue.recover(manager, invoice, now);
    return 'invoice.voided';
  }

  /** The end of the running trial, which is never past due. Null if there is none. */
  private async trialEnd({ manager, invoice }: LockedInvoice): Promise<Date | null> {
    const state = await this.pastDue.stateOf(manager, invoice);
    return state?.status === 'trialing' ? state.trialEndsAt : null;
  }

  /** Acts on a payment in full: applies the change of the invoice, or lets the subscription recover. */
  private async acceptPaid({
    manager,
    invoice,
    now,
    by,
    erased,
    businessId,
    id,
  }: LockedInvoice): Promise<void> {
    if (invoice.change === null) return this.pastDue.recover(manager, invoice, now);
    if (erased) await execute(manager, SET_UNAPPLIED, { businessId, id });
    else await this.changes.apply(manager, invoice, by, now);
  }
}
