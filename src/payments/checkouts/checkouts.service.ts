import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { invoicesKeptForMs } from '../../subscriptions/index.js';
import { Clock, DAY_MS, HOUR_MS } from '../../common/clock.js';
import { NotFound, WrongState } from '../../common/domain-error.js';
import { newId } from '../../common/ids.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { maybeOne, one } from '../../database/sql.js';
import { MemberRanksService } from '../../members/index.js';
import { RetentionService } from '../../retention/index.js';
import { CheckoutFollowService, isUnfinished } from './checkout-follow.service.js';
import type { OpenCheckoutDto } from './checkouts.dto.js';
import { type CheckoutView, checkoutView } from './checkouts.view.js';
import * as sql from './checkouts.sql.js';
import { CustomersService } from '../customers.service.js';
import { callForPerson } from '../interactive-calls.js';
import { type PageOrder, PageOrdersService } from '../purchases/page-orders.service.js';
import { ProviderService } from '../provider.service.js';
import { ReturnUrlsService } from '../return-urls.service.js';

/** How long a page is open at most. */
const OPEN_MS = HOUR_MS;
/** How long a page is open at least. Stripe refuses less than half an hour. */
const SHORTEST_MS = 31 * 60_000;
/** How long a server may take to open its page. After that the checkout counts as failed. */
const CREATING_MS = 2 * 60_000;
const KEPT_DAYS = 90;

interface Begun {
  businessId: string;
  id: string;
  successUrl: string;
  cancelUrl: string;
  expiresAt: Date;
}

/** Opens hosted pages that take the money for a plan, or save a card. A business has one open page at a time. */
@Injectable()
export class CheckoutsService implements OnModuleInit {
  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly following: CheckoutFollowService,
    private readonly orders: PageOrdersService,
    private readonly urls: ReturnUrlsService,
    private readonly ranks: MemberRanksService,
    private readonly retention: RetentionService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.retention.declare(
      { purge: sql.PURGE_CHECKOUTS, keptForMs: KEPT_DAYS * DAY_MS },
      { purge: sql.PURGE_BOUGHT, keptForMs: invoicesKeptForMs(this.config) },
    );
  }

  /**
   * Opens a page where the owner pays for a plan, or gives a card. A page that is still open is closed first. If somebody has
   * completed that page, its checkout is returned and no new page is opened.
   *
   * @throws DomainError `no_payment_provider`, `payment_unavailable`, `validation_failed` for a foreign address, `wrong_state` when
   *   another page is being opened; as `MemberRanksService.confirm`; for a plan as `PageOrdersService.order`, and
   *   `amount_too_small`.
   */
  async open(member: MemberPrincipal, asked: OpenCheckoutDto): Promise<CheckoutView> {
    this.provider.require();
    const successUrl = this.urls.check('successUrl', asked.successUrl);
    const cancelUrl = this.urls.check('cancelUrl', asked.cancelUrl);
    const { businessId } = member;
    return callForPerson(async (signal) => {
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
      // The calls of the provider took time since the guard looked at the business and the role.
      const created = await this.dataSource.transaction(async (manager) => {
        await this.ranks.confirm(manager, member, 'owner');
        return maybeOne(manager, sql.BEGIN_CHECKOUT, begun);
      });
      if (created === undefined) throw beingOpened();
      try {
        return await this.openPage(begun, order, signal);
      } catch (error) {
        await this.following.set(created, 'failed');
        throw error;
      }
    });
  }

  /**
   * Closes the page that is open to pay for a plan, if there is one. If it was completed before, the payment counts.
   *
   * @throws ProviderUnavailable
   */
  async closePaying(businessId: string, signal: AbortSignal): Promise<void> {
    const found = await maybeOne(this.dataSource, sql.FIND_UNFINISHED, { businessId });
    if (found?.mode === 'pay') await this.closeUnfinished(businessId, signal);
  }

  /** Shows a checkout as it is now. It asks the provider. @throws NotFound; DomainError `payment_unavailable` */
  async show({ businessId }: MemberPrincipal, id: string): Promise<CheckoutView> {
    const found = await maybeOne(this.dataSource, sql.FIND_CHECKOUT, { businessId, id });
    if (found === undefined) throw new NotFound('checkout');
    if (found.session === null || !isUnfinished(found)) return checkoutView(found);
    return callForPerson(async (signal) => checkoutView(await this.following.refresh(found, signal)));
  }

  private async openPage(
    { businessId, id, successUrl, cancelUrl, expiresAt }: Begun,
    { mode, planCode, invoice }: PageOrder,
    signal: AbortSignal,
  ): Promise<CheckoutView> {
    const saved = await maybeOne(this.dataSource, sql.CURRENCY_OF, { businessId, planCode });
    const asked = {
      checkoutId: id,
      businessId,
      mode,
      invoiceId: invoice?.id ?? null,
      currency: invoice?.currency ?? saved?.currency ?? 'EUR',
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

  /** Closes the unfinished checkout, if there is one. Returns the checkout if it was completed before; otherwise null. */
  private async closeUnfinished(businessId: string, signal: AbortSignal): Promise<CheckoutView | null> {
    const found = await maybeOne(this.dataSource, sql.FIND_UNFINISHED, { businessId });
    if (found === undefined) return null;
    if (found.session === null) {
      if (found.createdAt.getTime() > this.clock.now().getTime() - CREATING_MS) throw beingOpened();
      await this.following.set(found, 'failed');
      return null;
    }
    const after = await this.following.close(found, signal);
    return after.state === 'expired' || after.state === 'failed' ? null : checkoutView(after);
  }
}

/** The end of a page: the end of its invoice, within what Stripe allows. A payment after the end of the invoice is sent back. */
function endOfPage(invoiceEnds: Date | null, now: Date): Date {
  const latest = now.getTime() + OPEN_MS;
  const wanted = Math.min(latest, invoiceEnds?.getTime() ?? latest);
  return new Date(Math.max(wanted, now.getTime() + SHORTEST_MS));
}

/** What the person agreed to, when, and from which network address. */
const consentOf = ({ address }: MemberPrincipal, { termsVersion }: OpenCheckoutDto, now: Date): string =>
  JSON.stringify({ termsVersion: termsVersion ?? null, at: now, address: address ?? null });

const beingOpened = () => new WrongState('creating', 'Another checkout of this business is being opened.');
