import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { execute, type Executor, maybeOne, one, query } from '../../database/sql.js';
import { type InvoiceRow, InvoiceSettlementService } from '../../subscriptions/index.js';
import * as sql from './checkouts.sql.js';
import { CustomersService } from '../customers.service.js';
import { InvoiceFollowService } from '../invoice-follow.service.js';
import { ProviderAccountService } from '../provider-account.service.js';
import { ProviderService } from '../provider.service.js';
import { ProviderNotFound, ProviderRefused, ProviderUnavailable } from '../provider-errors.js';
import type { ProviderCheckout } from '../provider-values.js';
import { PageOrdersService } from '../purchases/page-orders.service.js';

/** How long after its end the provider is asked about a checkout, if no event told how it ended. */
const LATE_MS = 10 * 60_000;
const AT_ONCE = 20;
/** After so many checkouts in a row without an answer the provider is probably down. The next run begins with other ones. */
const MOST_UNANSWERED = 3;

/** Updates checkouts to the state that the provider reports. */
@Injectable()
export class CheckoutFollowService {
  private readonly logger = new Logger(CheckoutFollowService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly account: ProviderAccountService,
    private readonly customers: CustomersService,
    private readonly invoices: InvoiceFollowService,
    private readonly orders: PageOrdersService,
    private readonly settlement: InvoiceSettlementService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Updates the checkout of a session that an event names. A session of somebody else is ignored.
   *
   * @throws ProviderUnavailable, also when the session is paid and has no invoice yet, unless `isLast`: no other event names the
   *   session, so this one is read again until the card is saved.
   */
  async followSession(session: string, signal: AbortSignal, isLast = false): Promise<void> {
    const found = await maybeOne(this.dataSource, sql.FIND_SESSION, { session });
    if (found === undefined) return;
    let early = false;
    await this.followOrFail(found, signal, async (reference) => {
      const reported = await this.provider.required.readCheckout(reference, signal);
      early = reported.invoiceFollows;
      return reported;
    });
    if (early && !isLast) throw new ProviderUnavailable('The page is paid, and its invoice is not made yet.');
  }

  /**
   * Updates the last checkout on which this invoice was paid, because a bank decides about the payment. If the checkout has failed,
   * no bank decides any more. @throws ProviderUnavailable
   */
  async followPayment(businessId: string, invoiceId: string, signal: AbortSignal): Promise<void> {
    const found = await maybeOne(this.dataSource, sql.FIND_LAST_OF, { businessId, invoiceId });
    if (found?.state === 'failed') {
      const waits = ({ invoice }: { invoice: InvoiceRow }) => invoice.status === 'processing';
      await this.settlement.declined({ businessId, id: invoiceId }, this.bankDecline(), waits);
    } else if (found !== undefined) await this.refresh(found, signal);
  }

  /**
   * Asks the provider how old checkouts ended, if no event told it. Closes the pages of businesses that are closed, and of changes
   * of plan that have expired: a payment that was made there before counts. A checkout that fails does not delay the others, and
   * the next run asks again.
   */
  async expireOld(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - LATE_MS);
    let unanswered = 0;
    for (const found of await query(this.dataSource, sql.FIND_OVER, { before, now, limit: AT_ONCE })) {
      try {
        if (found.session === null) await this.set(found, 'failed');
        else if (found.expiresAt < before) await this.refresh(found, signal);
        else await this.close(found, signal);
        unanswered = 0;
      } catch (error) {
        if (signal.aborted) throw error;
        this.logger.warn(
          `The checkout ${found.id} could not be read at the provider, and is read again later: ${String(error)}`,
        );
        unanswered = error instanceof ProviderUnavailable ? unanswered + 1 : 0;
        if (unanswered === MOST_UNANSWERED) return;
      }
    }
  }

  /** Asks the provider for a checkout, and writes its new state. @throws ProviderUnavailable */
  refresh(found: sql.CheckoutRow, signal: AbortSignal): Promise<sql.CheckoutRow> {
    return this.followOrFail(found, signal, (session) =>
      this.provider.required.readCheckout(session, signal),
    );
  }

  /**
   * Closes the page of a checkout. If the page was completed before, the checkout counts as completed. @throws ProviderUnavailable
   */
  close(found: sql.CheckoutRow, signal: AbortSignal): Promise<sql.CheckoutRow> {
    return this.followOrFail(found, signal, (session) =>
      this.provider.required.expireCheckout(session, signal),
    );
  }

  /** Writes the state of a checkout that is not finished. Returns whether that changed it. */
  async set(
    { businessId, id }: { businessId: string; id: string },
    state: sql.CheckoutState,
    problem: string | null = null,
    on: Executor = this.dataSource,
  ): Promise<boolean> {
    const now = this.clock.now();
    return (await execute(on, sql.SET_CHECKOUT, { businessId, id, state, problem, now })) > 0;
  }

  /**
   * Fails a checkout whose page the provider does not know, because nobody can open that page. But a key of another account knows
   * none of our pages: then the error is thrown.
   */
  private async followOrFail(
    found: sql.CheckoutRow,
    signal: AbortSignal,
    work: (session: string) => Promise<ProviderCheckout>,
  ): Promise<sql.CheckoutRow> {
    const { businessId, id, session } = found;
    let reported: ProviderCheckout | null = null;
    try {
      reported = await work(session ?? '');
    } catch (error) {
      if (!(error instanceof ProviderNotFound)) throw error;
      if ((await this.account.isOurAccount(this.provider.required, signal)) !== true) throw error;
    }
    if (reported !== null) return this.follow(found, reported, signal);
    this.logger.warn(`The provider does not know the page of the checkout ${id}.`);
    await this.set(found, 'failed');
    return one(this.dataSource, sql.FIND_CHECKOUT, { businessId, id });
  }

  /**
   * Saves the card and begins the plan before it marks the checkout as done. If the server stops in between, the checkout is
   * followed again. The card of a business that is closed is not saved. A page that was opened before collecting was held waits:
   * after a restore its card may be an old one.
   */
  private async follow(
    found: sql.CheckoutRow,
    reported: ProviderCheckout,
    signal: AbortSignal,
  ): Promise<sql.CheckoutRow> {
    const { businessId, id, mode, planCode, quantity } = found;
    let problem: string | null = null;
    if (reported.state === 'done') {
      if (isUnfinished(found)) await this.account.refuseIfBegunBeforeHold(found.createdAt);
      const saves = isUnfinished(found) && !(await this.isClosed(businessId));
      const { paymentMethod: card, billedTo } = reported;
      if (saves && card !== null) {
        const saved = await this.unlessRefused(id, this.customers.useCard(businessId, card, signal));
        if (!saved) problem = 'no_payment_method';
      }
      if (saves && billedTo !== null)
        await this.unlessRefused(id, this.customers.keepBilled(businessId, billedTo, signal));
      if (reported.invoice !== null) await this.invoices.follow(reported.invoice);
      if (isUnfinished(found) && mode === 'setup' && planCode !== null)
        problem ??= await this.orders.begin(businessId, planCode, quantity);
    }
    await this.followBank(found, reported.state);
    await this.set(found, reported.state, problem);
    return one(this.dataSource, sql.FIND_CHECKOUT, { businessId, id });
  }

  private async isClosed(businessId: string): Promise<boolean> {
    return (await maybeOne(this.dataSource, sql.IS_CLOSED, { businessId }))?.closed !== false;
  }

  /**
   * Returns false if the provider refuses the work, for example because the customer was deleted. Another try would be refused too,
   * so the checkout ends without it.
   */
  private async unlessRefused(id: string, asked: Promise<void>): Promise<boolean> {
    try {
      await asked;
      return true;
    } catch (error) {
      if (!(error instanceof ProviderNotFound || error instanceof ProviderRefused)) throw error;
      this.logger.warn(`The checkout ${id} ends without its card or its payer: ${String(error)}`);
      return false;
    }
  }

  /**
   * Notes on the invoice what the bank does. An invoice that waits for the bank does not expire. The checkout changes in the same
   * transaction, so that a late report of a checkout changes no invoice that another checkout pays by now.
   */
  private async followBank(found: sql.CheckoutRow, state: sql.CheckoutState): Promise<void> {
    const { businessId, invoiceId } = found;
    if (invoiceId === null) return;
    const invoice = { businessId, id: invoiceId };
    const changes = ({ manager }: { manager: EntityManager }) => this.set(found, state, null, manager);
    if (state === 'processing') await this.settlement.processing(invoice, changes);
    if (state === 'failed') await this.settlement.declined(invoice, this.bankDecline(), changes);
  }

  private bankDecline() {
    return { at: this.clock.now(), code: 'bank_refused', hard: true };
  }
}

export const isUnfinished = ({ state }: sql.CheckoutRow): boolean =>
  state === 'creating' || state === 'open' || state === 'processing';
