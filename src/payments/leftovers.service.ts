import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { execute, maybeOne, query } from '../database/sql.js';
import { type InvoiceRef, MoneyBackService } from '../subscriptions/index.js';
import { KNOWN_INVOICE } from './invoice-follow.sql.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { CLAIM_LEFTOVERS, NOTE_CLOSED, NOTE_NOT_CLOSED, NOTE_SEARCHED } from './leftovers.sql.js';
import { ProviderService } from './provider.service.js';
import type { CreditNote, ProviderInvoice } from './provider-values.js';
import { withTimeLimit } from '../common/time-limit.js';

/** How long a server may hold one invoice. After that another server may take it. */
const LEASE_MS = 10 * 60_000;
/** How long the work on one invoice may take. It is much shorter than the lease. */
const CLEAR_LIMIT_MS = 2 * 60_000;
const AT_ONCE = 8;

type Leftover = Awaited<ReturnType<LeftoversService['claim']>>[number];

/**
 * Sends back money that was paid for nothing, and closes invoices at the provider that need not be paid any more. An invoice of a
 * change that was not paid in time is closed there before it is void here, because it may have been paid a moment before.
 */
@Injectable()
export class LeftoversService {
  private readonly logger = new Logger(LeftoversService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly following: InvoiceFollowService,
    private readonly moneyBack: MoneyBackService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Handles some of these invoices. An invoice that fails is handled again after its lease. If it is for a change that expired, no
   * claim is left meanwhile: the owner can order something else.
   */
  async run(signal: AbortSignal): Promise<void> {
    const claimed = await this.claim();
    await Promise.all(
      claimed.map((each) =>
        this.clearInTime(each, signal).catch((error: unknown) =>
          this.logger.warn(
            `The invoice ${each.id} could not be cleared at the provider, and is tried again later: ${String(error)}`,
          ),
        ),
      ),
    );
  }

  private claim() {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    // A server that was issuing an invoice when it became void has ended by then.
    const before = new Date(now.getTime() - LEASE_MS);
    return query(this.dataSource, CLAIM_LEFTOVERS, { now, before, leaseUntil, limit: AT_ONCE });
  }

  /** Handles one invoice, and ends the claim of one that is still open. */
  private async clearInTime(left: Leftover, signal: AbortSignal): Promise<void> {
    const { businessId, id, leaseUntil } = left;
    try {
      await withTimeLimit(CLEAR_LIMIT_MS, signal, (ended) => this.clear(left, ended));
    } finally {
      await execute(this.dataSource, NOTE_NOT_CLOSED, { businessId, id, leaseUntil, now: this.clock.now() });
    }
  }

  private async clear(left: Leftover, signal: AbortSignal): Promise<void> {
    const { businessId, id, providerInvoice: reference, refundDue } = left;
    // Each lease has another number, because the provider repeats a refusal for a day under the same one. No call outlasts a lease.
    const attempt = Math.floor(this.clock.now().getTime() / LEASE_MS);
    if (reference === null) return this.closeUnanswered(left, attempt, signal);
    if (refundDue === 0) {
      const reported = await this.provider.required.void({ invoiceId: id, reference, attempt }, signal);
      // A change that was paid on its page a moment before counts, also if a bank still decides.
      await this.following.follow(reported);
      if (reported.status === 'void' || reported.status === 'paid')
        await execute(this.dataSource, NOTE_CLOSED, { businessId, id });
      return;
    }
    // An earlier server may have sent the money back and died before it noted that.
    const reported = await this.provider.required.read(reference, signal);
    const done = reported.creditNotes.find(({ refundId }) => refundId === id);
    const note = done ?? (await this.sendRest({ businessId, id }, reported, attempt, signal));
    if (note !== null) {
      const { amount, number } = note;
      const refund = { amount, number, reason: 'paid for nothing', reference: note.reference };
      await this.moneyBack.refunded({ businessId, id }, refund);
    }
    await execute(this.dataSource, NOTE_CLOSED, { businessId, id });
  }

  /** Notes what somebody has sent back at the provider, and sends back the rest. Returns null if there is no rest. */
  private async sendRest(
    ref: InvoiceRef,
    reported: ProviderInvoice,
    attempt: number,
    signal: AbortSignal,
  ): Promise<CreditNote | null> {
    await this.following.follow(reported);
    const amount = (await maybeOne(this.dataSource, KNOWN_INVOICE, ref))?.refundDue ?? 0;
    if (amount === 0) return null;
    const { reference } = reported;
    return this.provider.required.refund({ refundId: ref.id, reference, amount, attempt }, signal);
  }

  /** Closes what an issue has made that got no answer. Our invoice has no reference, so the provider finds it by our id. */
  private async closeUnanswered(
    { businessId, id }: Leftover,
    attempt: number,
    signal: AbortSignal,
  ): Promise<void> {
    const provider = this.provider.required;
    const known = await maybeOne(this.dataSource, KNOWN_INVOICE, { businessId, id });
    const customer = known?.customer ?? null;
    const found = customer === null ? null : await provider.find(customer, id, signal);
    const reported =
      found?.status === 'open'
        ? await provider.void({ invoiceId: id, reference: found.reference, attempt }, signal)
        : found;
    if (reported?.status === 'open') return;
    if (reported !== null) await this.following.follow(reported);
    await execute(this.dataSource, NOTE_SEARCHED, { businessId, id });
  }
}
