import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { NotFound, WrongState } from '../common/domain-error.js';
import { newId } from '../common/ids.js';
import type { MemberPrincipal } from '../common/principal.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, maybeOne, one, query } from '../database/sql.js';
import { DAY_MS, RetentionService } from '../retention/index.js';
import { type InvoiceRef, InvoiceSettlement } from '../subscriptions/index.js';
import type { OpenCheckoutDto } from './checkouts.dto.js';
import { type CheckoutView, checkoutView } from './payments.view.js';
import * as sql from './checkouts.sql.js';
import { CustomersService } from './customers.service.js';
import { askedByPerson } from './for-people.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { type PageOrder, PageOrdersService } from './purchases/page-orders.service.js';
import { ProviderService } from './provider.service.js';
import { ProviderNotFound, ProviderRefused, ProviderUnavailable } from './provider-errors.js';
import type { ProviderCheckout } from './provider-values.js';
import { ReturnUrlsService } from './return-urls.service.js';

/** How long a page is open. Stripe allows half an hour to a day. */
const OPEN_MS = 60 * 60_000;
const SHORTEST_MS = 31 * 60_000;
/** How long after its end a checkout is asked for, where no event told of it. */
const LATE_MS = 10 * 60_000;
/** A server that takes longer to open its page has died. */
const CREATING_MS = 2 * 60_000;
const KEPT_DAYS = 90;
/** How long checkouts that sold something are kept, as invoices are: a year with its leap day. */
const YEAR_MS = 366 * DAY_MS;
const AT_ONCE = 20;

interface Begun {
  businessId: string;
  id: string;
  successUrl: string;
  cancelUrl: string;
  expiresAt: Date;
}

/** Hosted pages that take the money for a plan, or save a card. A business has one at a time. */
@Injectable()
export class CheckoutsService implements OnModuleInit {
  private readonly logger = new Logger(CheckoutsService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly invoices: InvoiceFollowService,
    private readonly orders: PageOrdersService,
    private readonly settlement: InvoiceSettlement,
    private readonly urls: ReturnUrlsService,
    private readonly retention: RetentionService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.retention.declare(
      { purge: sql.PRUNE_CHECKOUTS, keptForMs: KEPT_DAYS * DAY_MS },
      { purge: sql.PRUNE_BOUGHT, keptForMs: this.config.invoiceRetentionYears * YEAR_MS },
    );
  }

  /**
   * Opens a page where the owner pays for a plan, or gives a card. An open one is closed first; one that somebody has completed
   * meanwhile is answered in its place.
   *
   * @throws DomainError `no_payment_provider`, `payment_unavailable`, `validation_failed` for a foreign address, `wrong_state` when
   *   another page is being opened; for a plan as `PageOrdersService.order`, and `amount_too_small`.
   */
  async open(member: MemberPrincipal, asked: OpenCheckoutDto): Promise<CheckoutView> {
    this.provider.require();
    const successUrl = this.urls.check('successUrl', asked.successUrl);
    const cancelUrl = this.urls.check('cancelUrl', asked.cancelUrl);
    const { businessId } = member;
    return askedByPerson(async (signal) => {
      const before = await this.closeUnfinished(businessId, signal);
      if (before !== null) return before;
      const order = await this.orders.order(member, asked);
      const now = this.clock.now();
      const begun = {
        businessId,
        id: newId(),
        memberId: member.memberId,
        mode: order.mode,
        planCode: order.planCode,
        quantity: order.planCode === null ? null : (asked.quantity ?? null),
        invoiceId: order.invoice?.id ?? null,
        consent: asked.planCode === undefined ? null : consentOf(member, asked, now),
        successUrl,
        cancelUrl,
        now,
        expiresAt: endOfPage(order.invoice?.expiresAt ?? null, now),
      };
      const created = await maybeOne(this.dataSource, sql.BEGIN_CHECKOUT, begun);
      if (created === undefined) throw beingOpened();
      try {
        return await this.openPage(begun, order, signal);
      } catch (error) {
        await this.set(created, 'failed');
        throw error;
      }
    });
  }

  private async openPage(
    { businessId, id, successUrl, cancelUrl, expiresAt }: Begun,
    { mode, invoice }: PageOrder,
    signal: AbortSignal,
  ): Promise<CheckoutView> {
    const asked = {
      checkoutId: id,
      businessId,
      mode,
      invoiceId: invoice?.id ?? null,
      currency: invoice?.currency ?? 'EUR',
      amount: invoice?.subtotal ?? 0,
      description: invoice?.lines.map(({ description }) => description).join('; ') ?? '',
      successUrl,
      cancelUrl,
      expiresAt,
    };
    const opened = await this.customers.withCustomer(businessId, signal, (customer, attempt) =>
      this.provider.required.openCheckout({ ...asked, customer, attempt }, signal),
    );
    const named = { businessId, id, session: opened.reference, url: opened.url };
    return checkoutView(await one(this.dataSource, sql.OPEN_CHECKOUT, named));
  }

  /** Closes the page that is open to pay for a plan, if any. One that was completed meanwhile counts. @throws ProviderUnavailable */
  async closePaying(businessId: string, signal: AbortSignal): Promise<void> {
    const found = await maybeOne(this.dataSource, sql.FIND_UNFINISHED, { businessId });
    if (found?.mode === 'pay') await this.closeUnfinished(businessId, signal);
  }

  /** Shows a checkout as it is now: the provider is asked. @throws NotFound; DomainError `payment_unavailable` */
  async show({ businessId }: MemberPrincipal, id: string): Promise<CheckoutView> {
    const found = await maybeOne(this.dataSource, sql.FIND_CHECKOUT, { businessId, id });
    if (found === undefined) throw new NotFound('checkout');
    if (found.session === null || !isUnfinished(found)) return checkoutView(found);
    return askedByPerson(async (signal) => checkoutView(await this.refresh(found, signal)));
  }

  /** Follows a session that an event tells of. One that is not ours is left alone. @throws ProviderUnavailable */
  async followSession(session: string, signal: AbortSignal): Promise<void> {
    const found = await maybeOne(this.dataSource, sql.FIND_SESSION, { session });
    if (found !== undefined) await this.refresh(found, signal);
  }

  /** Follows the page on which an invoice was paid that a bank decides about, if there is one. @throws ProviderUnavailable */
  async followPayment(businessId: string, invoiceId: string, signal: AbortSignal): Promise<void> {
    const found = await maybeOne(this.dataSource, sql.FIND_PROCESSING, { businessId, invoiceId });
    if (found !== undefined) await this.refresh(found, signal);
  }

  /** Asks how checkouts ended that nobody told us of. One that fails holds up no other, and is asked for again in the next run. */
  async expireOld(signal: AbortSignal): Promise<void> {
    const before = new Date(this.clock.now().getTime() - LATE_MS);
    for (const found of await query(this.dataSource, sql.FIND_OVER, { before, limit: AT_ONCE })) {
      try {
        if (found.session === null) await this.set(found, 'failed');
        else await this.refresh(found, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        this.logger.warn(`The checkout ${found.id} is asked for later: ${String(error)}`);
        if (error instanceof ProviderUnavailable) return;
      }
    }
  }

  /** Null when there is none left. What was completed meanwhile counts, and is answered. */
  private async closeUnfinished(businessId: string, signal: AbortSignal): Promise<CheckoutView | null> {
    const found = await maybeOne(this.dataSource, sql.FIND_UNFINISHED, { businessId });
    if (found === undefined) return null;
    if (found.session === null) {
      if (found.createdAt.getTime() > this.clock.now().getTime() - CREATING_MS) throw beingOpened();
      await this.set(found, 'failed');
      return null;
    }
    const told = await this.provider.required.expireCheckout(found.session, signal);
    const after = await this.follow(found, told, signal);
    return after.state === 'expired' || after.state === 'failed' ? null : checkoutView(after);
  }

  private async refresh(found: sql.CheckoutRow, signal: AbortSignal): Promise<sql.CheckoutRow> {
    const told = await this.provider.required.readCheckout(found.session ?? '', signal);
    return this.follow(found, told, signal);
  }

  /**
   * The card is saved, and the plan begins, before the checkout is done, so that a server which dies between leaves it to be
   * followed again.
   */
  private async follow(
    found: sql.CheckoutRow,
    told: ProviderCheckout,
    signal: AbortSignal,
  ): Promise<sql.CheckoutRow> {
    const { businessId, id, mode, planCode, quantity, invoiceId } = found;
    let problem: string | null = null;
    if (told.state === 'done') {
      const { paymentMethod: card, billedTo } = told;
      if (isUnfinished(found) && card !== null) {
        const saved = await this.unlessRefused(id, this.customers.useCard(businessId, card, signal));
        if (!saved && mode === 'setup') problem = 'no_payment_method';
      }
      if (isUnfinished(found) && billedTo !== null)
        await this.unlessRefused(id, this.customers.keepBilled(businessId, billedTo, signal));
      if (told.invoice !== null) await this.invoices.follow(told.invoice);
      if (isUnfinished(found) && mode === 'setup' && planCode !== null)
        problem ??= await this.orders.begin(businessId, planCode, quantity);
    }
    if (invoiceId !== null) await this.followBank({ businessId, id: invoiceId }, told.state);
    await this.set(found, told.state, problem);
    return one(this.dataSource, sql.FIND_CHECKOUT, { businessId, id });
  }

  /**
   * Answers whether it was done. What the provider refuses, because the customer was deleted there, it refuses for ever: the
   * checkout ends without it.
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

  /** What the bank does with the money of a page: while it takes its time, the invoice does not expire. */
  private async followBank(invoice: InvoiceRef, state: sql.CheckoutState): Promise<void> {
    if (state === 'processing') await this.settlement.processing(invoice);
    if (state === 'failed')
      await this.settlement.declined(invoice, { at: this.clock.now(), code: 'bank_refused', hard: true });
  }

  private async set(
    { businessId, id }: { businessId: string; id: string },
    state: sql.CheckoutState,
    problem: string | null = null,
  ): Promise<void> {
    const now = this.clock.now();
    await execute(this.dataSource, sql.SET_CHECKOUT, { businessId, id, state, problem, now });
  }
}

/** A page is open no longer than its invoice, as far as Stripe allows that: what is paid later is sent back. */
function endOfPage(invoiceEnds: Date | null, now: Date): Date {
  const latest = now.getTime() + OPEN_MS;
  const wanted = Math.min(latest, invoiceEnds?.getTime() ?? latest);
  return new Date(Math.max(wanted, now.getTime() + SHORTEST_MS));
}

/** What was agreed to, when, and from where. */
const consentOf = ({ address }: MemberPrincipal, { termsVersion }: OpenCheckoutDto, now: Date): string =>
  JSON.stringify({ termsVersion: termsVersion ?? null, at: now, address: address ?? null });

const isUnfinished = ({ state }: sql.CheckoutRow): boolean =>
  state === 'creating' || state === 'open' || state === 'processing';

const beingOpened = () => new WrongState('creating', 'Another checkout of this business is being opened.');
