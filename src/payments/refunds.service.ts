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
   * the amount and what was given back until then are its key. Of two at once that are more than is left together, the provider
   * takes one.
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
      // Somebody may have given back more meanwhile, or we did and did not live to note it.
      await this.following.follow(await provider.read(reference, signal));
      const { total, refunded, paidAt } = await this.find(ref);
      const back = amount ?? total - refunded;
      if (paidAt === null || back <= 0 || back > total - refunded) throw tooMuch(found, total - refunded);
      const asked = { refundId: `${ref.id}:${refunded}:${back}`, reference, amount: back, attempt: 0 };
      return provider.refund(asked, signal).catch(async (error: unknown) => {
        if (!(error instanceof ProviderRefused)) throw error;
        // Another refund was faster.
        await this.following.follow(await provider.read(reference, signal));
        const left = await this.find(ref);
        throw left.refunded > refunded ? tooMuch(left, left.total - left.refunded) : error;
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

const tooMuch = ({ status }: InvoiceRow, left: number) =>
  new WrongState(status, `No more than ${left} can be sent back.`);
