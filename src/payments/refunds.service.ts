import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../audit/index.js';
import { NotFound, WrongState } from '../common/domain-error.js';
import { maybeOne } from '../database/sql.js';
import { FIND_INVOICE, type InvoiceRef, type InvoiceRow, MoneyBack } from '../subscriptions/index.js';
import { askedByPerson } from './for-people.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { ProviderService } from './provider.service.js';
import { ProviderRefused } from './provider-errors.js';

/** Sends money back the way it came. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly provider: ProviderService,
    private readonly following: InvoiceFollowService,
    private readonly moneyBack: MoneyBack,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Sends back what a provider charged, all that is left of it without `amount`, and writes the credit note. What was paid by hand
   * is sent back by hand: only the credit note is written. Repeating a refund whose answer was lost sends nothing twice, because
   * the amount and what was given back until then name it: what has that name already is answered. Of two at once that are more
   * than is left together, the provider takes one.
   *
   * @throws NotFound; DomainError `wrong_state`, `payment_unavailable`
   */
  async refund(
    by: Actor,
    ref: InvoiceRef,
    { amount, reason }: { amount?: number; reason: string },
  ): Promise<InvoiceRow> {
    const found = await this.find(ref);
    const { providerInvoice: reference } = found;
    const charged = reference !== null && found.reference === reference;
    if (this.provider.bound === null || !charged) {
      return this.moneyBack.refunded(ref, { amount, reason, reference: null }, by);
    }
    const provider = this.provider.bound;
    const note = await askedByPerson(async (signal) => {
      // The answer of an earlier try may have been lost: it was asked for when as much was noted here as now.
      const told = await provider.read(reference, signal);
      const done = told.creditNotes.find(({ refundId }) => refundId === nameOf(found, amount));
      if (done !== undefined) return done;
      // Somebody may have given back more meanwhile.
      await this.following.follow(told);
      const now = await this.find(ref);
      const { total, refunded, paidAt } = now;
      const back = amount ?? total - refunded;
      if (paidAt === null || back <= 0 || back > total - refunded) throw tooMuch(now);
      const asked = { refundId: nameOf(now, amount), reference, amount: back, attempt: 0 };
      return provider.refund(asked, signal).catch(async (error: unknown) => {
        if (!(error instanceof ProviderRefused)) throw error;
        // Another refund was faster.
        await this.following.follow(await provider.read(reference, signal));
        const left = await this.find(ref);
        throw left.refunded > refunded ? tooMuch(left) : error;
      });
    });
    const refund = { amount: note.amount, reason, reference: note.reference, number: note.number };
    return this.moneyBack.refunded(ref, refund, by);
  }

  private async find(ref: InvoiceRef): Promise<InvoiceRow> {
    const { businessId, id } = ref;
    const found = await maybeOne(this.dataSource, FIND_INVOICE, { businessId, id });
    if (found === undefined) throw new NotFound('invoice');
    return found;
  }
}

/** Names a refund by what was given back before it, and by its amount. */
const nameOf = ({ id, total, refunded }: InvoiceRow, amount = total - refunded): string =>
  `${id}:${refunded}:${amount}`;

const tooMuch = ({ status, total, refunded }: InvoiceRow) =>
  new WrongState(status, `No more than ${total - refunded} can be sent back.`);
