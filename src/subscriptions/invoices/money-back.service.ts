import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, SYSTEM } from '../../audit/index.js';
import { newId } from '../../common/ids.js';
import { execute, maybeOne, one } from '../../database/sql.js';
import { InvoiceChangesService, wrongState } from './invoice-changes.service.js';
import { tooMuchToSendBack } from './invoice.errors.js';
import { boughtNothing, type InvoiceRef, type InvoiceRow, leftOf } from './invoice.rows.js';
import { NEXT_IN_SERIES, printedCreditNote } from './invoice-issuing.sql.js';
import * as sql from './money-back.sql.js';
import { PastDueService } from './past-due.service.js';

/** Money that was sent back. */
export interface Refund {
  /** In minor units of the invoice's currency. If absent, all that was not sent back yet. */
  amount?: number;
  reason: string;
  /** The name of the refund, by which it is noted once. With null, each call notes another refund. */
  reference: string | null;
  /** The number of the credit note. If absent, the next number of this service. */
  number?: string;
  /** The provider has sent the money, so the note must not be lost: see `AuditEntry`. */
  hasHappened?: boolean;
}

/**
 * Notes the money of invoices that goes back: refunds and disputes. A call that is repeated, late or out of order changes
 * nothing.
 */
@Injectable()
export class MoneyBackService {
  constructor(
    private readonly changes: InvoiceChangesService,
    private readonly pastDue: PastDueService,
  ) {}

  /**
   * Writes a credit note for money that was sent back. Access goes on. A refund with a reference is noted once.
   *
   * @throws NotFound; DomainError `wrong_state` when the invoice was never paid, or less than `amount` of it is left.
   */
  refunded(ref: InvoiceRef, refund: Refund, by: Actor = SYSTEM): Promise<InvoiceRow> {
    return this.changes.change(
      ref,
      { by, reason: refund.reason, hasHappened: refund.hasHappened },
      async ({ manager, invoice, now }) => {
        const { reason, reference } = refund;
        const left = leftOf(invoice);
        const amount = refund.amount ?? left;
        if (reference !== null && (await maybeOne(manager, sql.NOTED_REFUND, { ...ref, reference })))
          return null;
        if (invoice.paidAt === null) throw wrongState(invoice, 'Only what was paid can be sent back.');
        if (amount === 0 || amount > left) throw tooMuchToSendBack(invoice);
        const number = refund.number ?? (invoice.test ? null : await this.nextCreditNote(manager));
        const note = { ...ref, noteId: newId(), number, amount, reason, reference, now };
        await one(manager, sql.WRITE_CREDIT_NOTE, note);
        await execute(manager, sql.ADD_REFUND, { ...ref, amount });
        return 'invoice.refunded';
      },
    );
  }

  /** Notes that the payer disputes the payment, once until `disputeWon`. Access goes on. @throws NotFound */
  disputed(ref: InvoiceRef, at: Date): Promise<InvoiceRow> {
    return this.changes.change(ref, { by: SYSTEM }, async ({ manager }) =>
      (await execute(manager, sql.SET_DISPUTED, { ...ref, at })) > 0 ? 'invoice.disputed' : null,
    );
  }

  /** Notes that no dispute is open any more. If the bank opens one again, it is another dispute. @throws NotFound */
  disputeWon(ref: InvoiceRef): Promise<InvoiceRow> {
    return this.changes.change(ref, { by: SYSTEM }, async ({ manager }) => {
      await execute(manager, sql.CLEAR_DISPUTED, ref);
      return null;
    });
  }

  /**
   * Notes that a dispute was lost. Access ends now: the plan's `whenUnpaid` decides. If the money bought nothing, access goes on.
   *
   * @throws NotFound
   */
  chargedBack(ref: InvoiceRef, at: Date): Promise<InvoiceRow> {
    return this.changes.change(ref, { by: SYSTEM }, async ({ manager, invoice, now }) => {
      if ((await execute(manager, sql.SET_CHARGED_BACK, { ...ref, at })) === 0) return null;
      if (!boughtNothing(invoice)) await this.pastDue.endAccess(manager, invoice, now);
      return 'invoice.charged_back';
    });
  }

  private async nextCreditNote(manager: EntityManager): Promise<string> {
    const { last } = await one(manager, NEXT_IN_SERIES, { series: 'creditNote', count: 1 });
    return printedCreditNote(last);
  }
}
