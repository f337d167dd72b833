import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, ActorsService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { WrongState } from '../../common/domain-error.js';
import {
  findInvoice,
  type InvoiceRef,
  type InvoiceRow,
  leftOf,
  MoneyBackService,
  tooMuchToSendBack,
} from '../../subscriptions/index.js';
import { callForPerson } from '../interactive-calls.js';
import { InvoiceFollowService } from '../invoice-follow.service.js';
import { ProviderService } from '../provider.service.js';
import { ProviderRefused } from '../provider-errors.js';
import type { CreditNote, ProviderInvoice } from '../provider-values.js';

/** How long a refund that was refused has the same attempt. It is longer than any call takes. */
const SLOT_MS = 10 * 60_000;

/** Sends money back the same way as it was paid. */
@Injectable()
export class InvoiceRefundsService {
  constructor(
    private readonly provider: ProviderService,
    private readonly following: InvoiceFollowService,
    private readonly moneyBack: MoneyBackService,
    private readonly actors: ActorsService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends `amount` back, or all that is left, and writes the credit note. If the invoice was paid by hand, only the credit note is
   * written; a person sends the money back. If the provider took it and is not used any more, nothing is written.
   *
   * Repeating a refund with the same `name` sends the money back once. Without a name, a repetition is recognized by the amount and
   * by the sum that was sent back before. If two refunds at the same time are together more than what is left, one of them is
   * refused.
   *
   * @throws NotFound; DomainError `wrong_state`, `payment_unavailable`
   */
  async refund(
    by: Actor,
    ref: InvoiceRef,
    { amount, reason }: { amount?: number; reason: string },
    name: string | null,
  ): Promise<InvoiceRow> {
    const found = await findInvoice(this.dataSource, ref);
    const { providerInvoice: reference } = found;
    const charged = reference !== null && found.reference === reference;
    if (!charged) return this.moneyBack.refunded(ref, { amount, reason, reference: name }, by);
    const provider = this.provider.bound;
    if (provider === null) throw noProvider();
    // The operator may lose the session or the key while the provider works. The money is sent then, and has to be noted.
    await this.dataSource.transaction((manager) => this.actors.confirm(manager, by));
    const note = await callForPerson(async (signal) => {
      // The answer of an earlier try may have been lost. Such a try had the same name, so its credit note is found here.
      const reported = await provider.read(reference, signal);
      const done = noteOf(reported, nameOf(found, amount, name));
      if (done !== undefined) return done;
      // Somebody may have sent money back at the provider since.
      await this.following.follow(reported);
      const now = await findInvoice(this.dataSource, ref);
      const { refunded, paidAt } = now;
      const left = leftOf(now);
      const back = amount ?? left;
      const refundId = nameOf(now, amount, name);
      try {
        if (paidAt === null || back <= 0 || back > left) throw tooMuchToSendBack(now);
        return await provider.refund({ refundId, reference, amount: back, attempt: 0 }, signal);
      } catch (error) {
        if (!(error instanceof ProviderRefused || error instanceof WrongState)) throw error;
        // Another refund was faster: the same refund, or one that leaves too little for this one.
        const after = await provider.read(reference, signal);
        const twin = noteOf(after, refundId);
        if (twin !== undefined) return twin;
        await this.following.follow(after);
        const later = await findInvoice(this.dataSource, ref);
        if (later.refunded > refunded) throw tooMuchToSendBack(later);
        if (!isRefused(error)) throw error;
        // The provider repeats a refusal for a day under the same attempt, also when its reason is gone.
        const attempt = Math.floor(this.clock.now().getTime() / SLOT_MS);
        return provider
          .refund({ refundId, reference, amount: back, attempt }, signal)
          .catch((again: unknown) => {
            throw isRefused(again) ? refused(again) : again;
          });
      }
    });
    const refund = { amount: note.amount, reason, reference: note.reference, number: note.number };
    return this.moneyBack.refunded(ref, refund, by, true);
  }
}

/** Names a refund: by the caller's name for it, or by its amount and the sum that was sent back before it. */
const nameOf = (invoice: InvoiceRow, amount = leftOf(invoice), name: string | null): string =>
  `${invoice.id}:${name ?? `${invoice.refunded}:${amount}`}`;

const noteOf = ({ creditNotes }: ProviderInvoice, name: string): CreditNote | undefined =>
  creditNotes.find(({ refundId }) => refundId === name);

/** Whether the provider has refused for certain. Otherwise a call with the same attempt may still be under way. */
const isRefused = (error: unknown): error is ProviderRefused =>
  error instanceof ProviderRefused && error.code !== 'idempotency_error';

const noProvider = () =>
  new WrongState(
    'refused',
    'The payment provider took this money, and PAYMENTS does not name it any more. Send the money back in its dashboard.',
  );

const refused = ({ code, message }: ProviderRefused) =>
  new WrongState('refused', `The payment provider refuses the refund (${code}): ${message}`);
