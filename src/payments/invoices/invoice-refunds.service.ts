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
import type { PaymentProvider } from '../provider.js';
import { ProviderService } from '../provider.service.js';
import { ProviderRefused } from '../provider-errors.js';
import type { CreditNote, RefundToMake } from '../provider-values.js';

/** How long a refund that was refused has the same attempt. It is longer than any call takes. */
const SLOT_MS = 10 * 60_000;

/** A refund that is asked of the provider. */
interface AskedRefund {
  provider: PaymentProvider;
  ref: InvoiceRef;
  /** The invoice at the provider. */
  reference: string;
  /** In minor units. If undefined, all that is left. */
  amount: number | undefined;
  /** The caller's name for the refund. */
  name: string | null;
}
type NamedRefund = Omit<RefundToMake, 'attempt'>;

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
   * written; a person sends the money back. If the provider that took it is not used any more, the refund is refused.
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
    const reference = chargedAs(found);
    if (reference === null) return this.moneyBack.refunded(ref, { amount, reason, reference: name }, by);
    const provider = this.provider.bound;
    if (provider === null) {
      refuseTooMuch(found, amount ?? leftOf(found));
      throw found.status === 'chargedBack' ? takenByBank() : noProvider();
    }
    // The operator may lose the session or the key while the provider works. The money is sent then, and has to be noted.
    await this.dataSource.transaction((manager) => this.actors.confirm(manager, by));
    const asked = { provider, ref, reference, amount, name };
    const note = await callForPerson((signal) => this.sendOnce(asked, found, signal));
    const refund = {
      amount: note.amount,
      reason,
      reference: note.reference,
      number: note.number,
      hasHappened: true,
    };
    return this.moneyBack.refunded(ref, refund, by);
  }

  /** Sends the money, unless an earlier try with the same name has: the answer of that try may have been lost. */
  private async sendOnce(asked: AskedRefund, found: InvoiceRow, signal: AbortSignal): Promise<CreditNote> {
    const { provider, ref, reference, amount, name } = asked;
    const earlier = await this.findSent(asked, nameOf(found, amount, name), signal);
    if (earlier !== null) return earlier;
    // Somebody may have sent money back at the provider since `found` was read.
    const before = await findInvoice(this.dataSource, ref);
    const refund = { refundId: nameOf(before, amount, name), reference, amount: amount ?? leftOf(before) };
    try {
      refuseTooMuch(before, refund.amount);
      return await provider.refund({ ...refund, attempt: 0 }, signal);
    } catch (error) {
      if (!(error instanceof ProviderRefused || error instanceof WrongState)) throw error;
      return this.retryRefused(asked, refund, before, error, signal);
    }
  }

  /** Finds the credit note of a refund at the provider. If there is none, notes here what else was sent back there. */
  private async findSent(
    { provider, reference }: AskedRefund,
    refundId: string,
    signal: AbortSignal,
  ): Promise<CreditNote | null> {
    const reported = await provider.read(reference, signal);
    const note = reported.creditNotes.find((each) => each.refundId === refundId);
    // It is noted later, with the operator and the reason.
    if (note !== undefined) return note;
    await this.following.follow(reported);
    return null;
  }

  /**
   * Sends the money once more after a refund was refused, unless another refund was faster: the same refund, or one that leaves
   * too little for this one.
   */
  private async retryRefused(
    asked: AskedRefund,
    refund: NamedRefund,
    before: InvoiceRow,
    error: Error,
    signal: AbortSignal,
  ): Promise<CreditNote> {
    const twin = await this.findSent(asked, refund.refundId, signal);
    if (twin !== null) return twin;
    const after = await findInvoice(this.dataSource, asked.ref);
    if (after.refunded > before.refunded) throw tooMuchToSendBack(after);
    if (!isRefused(error)) throw error;
    return this.sendAgain(asked.provider, refund, signal);
  }

  /**
   * Sends the money under another attempt. The provider repeats a refusal for a day under the same attempt, also when its reason
   * is gone.
   */
  private async sendAgain(
    provider: PaymentProvider,
    refund: NamedRefund,
    signal: AbortSignal,
  ): Promise<CreditNote> {
    const attempt = Math.floor(this.clock.now().getTime() / SLOT_MS);
    try {
      return await provider.refund({ ...refund, attempt }, signal);
    } catch (error) {
      throw isRefused(error) ? refused(error) : error;
    }
  }
}

/** The invoice at the provider that was charged. Null if it was paid by hand, or not at all. */
const chargedAs = ({ providerInvoice, reference }: InvoiceRow): string | null =>
  reference === providerInvoice ? providerInvoice : null;

/** @throws WrongState when the invoice was never paid, or less than `amount` is left of it */
function refuseTooMuch(invoice: InvoiceRow, amount: number): void {
  if (invoice.paidAt === null || amount <= 0 || amount > leftOf(invoice)) throw tooMuchToSendBack(invoice);
}

/** Names a refund: by the caller's name for it, or by its amount and the sum that was sent back before it. */
const nameOf = (invoice: InvoiceRow, amount = leftOf(invoice), name: string | null): string =>
  `${invoice.id}:${name ?? `${invoice.refunded}:${amount}`}`;

/** Whether the provider has refused for certain. Otherwise a call with the same attempt may still be under way. */
const isRefused = (error: unknown): error is ProviderRefused =>
  error instanceof ProviderRefused && error.code !== 'idempotency_error';

const noProvider = () =>
  new WrongState(
    'refused',
    'The payment provider took this money, and PAYMENTS does not name it any more. Send the money back in its dashboard.',
  );

const takenByBank = () =>
  new WrongState('chargedBack', 'The bank has taken this money back after a dispute. Nothing is sent back.');

const refused = ({ code, message }: ProviderRefused) =>
  new WrongState('refused', `The payment provider refuses the refund (${code}): ${message}`);
