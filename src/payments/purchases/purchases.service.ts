import { Inject, Injectable } from '@nestjs/common';
import { DomainError, WrongState } from '../../common/domain-error.js';
import type { MemberPrincipal, OperatorPrincipal } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import {
  type ChangePlanDto,
  type InvoiceRow,
  LifecycleService,
  type Means,
  PlanPreviewService,
  type PlanPreviewView,
  type SubscriptionView,
  TestClocksService,
} from '../../subscriptions/index.js';
import { CustomersService } from '../customers.service.js';
import { paymentFailed } from '../payment.errors.js';
import { ProviderAccountService } from '../provider-account.service.js';
import { InvoicePaymentsService } from '../invoices/invoice-payments.service.js';
import type { PurchasePreviewQuery } from './purchases.dto.js';
import { PurchasePricesService } from './purchase-prices.service.js';

/** Changes plans for owners. What is due is paid first, and the change is applied when it is paid. */
@Injectable()
export class PurchasesService {
  constructor(
    private readonly lifecycle: LifecycleService,
    private readonly previews: PlanPreviewService,
    private readonly prices: PurchasePricesService,
    private readonly customers: CustomersService,
    private readonly account: ProviderAccountService,
    private readonly payments: InvoicePaymentsService,
    private readonly testClocks: TestClocksService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Shows what a change by an owner or an operator would do, with what is due now and its tax.
   *
   * @throws as `PlanPreviewService.preview`
   */
  async preview(
    by: MemberPrincipal | OperatorPrincipal,
    businessId: string,
    query: PurchasePreviewQuery,
  ): Promise<PlanPreviewView> {
    const { needs, ...shown } = await this.previews.preview(by, businessId, query);
    const paymentRequired =
      needs === 'payment' || (needs === 'card' && (await this.meansOf(businessId)) === null);
    return { ...shown, dueNow: await this.prices.withTax(businessId, shown.dueNow), paymentRequired };
  }

  /**
   * Changes the plan. What is due now is charged to the saved payment method before the change takes effect. Under
   * `PAYMENTS=manual` an operator marks the invoice paid. A page that is open to pay for a plan is closed first, so that nobody
   * pays twice.
   *
   * @throws DomainError as `LifecycleService.purchasePlan`; `payment_failed` when the card is declined; `payment_required` when
   *   somebody has to pay the invoice first; `wrong_state` while the bank decides; `payment_unavailable`, `amount_too_small`.
   */
  async change(member: MemberPrincipal, { maxAmount, ...request }: ChangePlanDto): Promise<SubscriptionView> {
    const { businessId } = member;
    await this.payments.closePage(businessId);
    const agreed = await this.prices.agreed(member, request, maxAmount);
    const change = { by: member, businessId };
    const means = await this.meansOf(businessId);
    const { subscription, invoice } = await this.lifecycle.purchasePlan(
      change,
      { ...request, ...agreed },
      means,
      (manager) => this.account.refuseOrderWhileHeld(manager),
    );
    if (invoice === null) return subscription;
    refuseUnapplied(await this.pay(invoice));
    return this.lifecycle.show(businessId);
  }

  private async pay(invoice: InvoiceRow): Promise<InvoiceRow> {
    const { businessId, id, planCode } = invoice;
    if (invoice.test) return this.testClocks.settle(invoice);
    if (this.config.payments === 'stripe') return this.payments.charge(businessId, id);
    throw new DomainError('payment_required', 'The plan begins when its invoice is paid.', {
      planCode,
      invoiceId: id,
    });
  }

  /** How a business can pay: with its saved card, or by an invoice that operators mark paid. Null if it cannot pay. */
  private async meansOf(businessId: string): Promise<Means> {
    if (this.config.payments !== 'stripe') return this.config.payments === 'manual' ? 'invoice' : null;
    const account = await this.customers.find(businessId);
    return (account?.paymentMethod ?? null) === null ? null : 'card';
  }
}

/** @throws DomainError unless the invoice is paid and its change was applied. */
function refuseUnapplied(invoice: InvoiceRow): void {
  const { status, problem } = invoice;
  if (status === 'processing')
    throw new WrongState(status, 'The bank takes some days. The plan begins when the money comes.');
  if (status === 'open')
    throw paymentFailed(invoice, invoice.declineCode ?? 'declined', 'The payment was declined.');
  if (status === 'void')
    throw new WrongState(status, 'Another change took its place. Nothing was paid for this one.');
  if (status === 'paid' && problem === 'amountMismatch')
    throw new WrongState(
      problem,
      'Another amount was paid than is due. An operator accepts it, and the plan begins, or sends it back.',
    );
  if (status !== 'paid' || problem !== null)
    throw new WrongState(
      problem ?? status,
      'The change was paid, but is not possible any more. The money is sent back.',
    );
}
