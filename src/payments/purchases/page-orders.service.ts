import { Injectable, Logger } from '@nestjs/common';
import { SYSTEM } from '../../audit/index.js';
import { didNothing, WrongState } from '../../common/domain-error.js';
import type { ProblemCode } from '../../common/problems.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { type InvoiceRow, LifecycleService, PlanPreviewService } from '../../subscriptions/index.js';
import { ProviderAccountService } from '../provider-account.service.js';
import { PurchasePricesService } from './purchase-prices.service.js';

/**
 * What a page of the provider is for: to pay an invoice, or to save a card. With `planCode`, the trial of that plan begins when the
 * card is saved.
 */
export type PageOrder =
  | { mode: 'setup'; planCode: string | null; invoice: null }
  | { mode: 'pay'; planCode: string; invoice: InvoiceRow };

/** Prepares pages of the provider on which a plan is bought, and begins trials after them. */
@Injectable()
export class PageOrdersService {
  private readonly logger = new Logger(PageOrdersService.name);

  constructor(
    private readonly lifecycle: LifecycleService,
    private readonly previews: PlanPreviewService,
    private readonly prices: PurchasePricesService,
    private readonly account: ProviderAccountService,
  ) {}

  /**
   * Decides the purpose of the page that an owner opens. Writes the invoice if the plan has to be paid.
   *
   * @throws DomainError as `LifecycleService.purchasePlan`; `price_changed`; `payment_unavailable` while collecting is held;
   *   `wrong_state` when nothing has to be paid, and on a test clock.
   */
  async order(
    member: MemberPrincipal,
    { planCode, quantity, maxAmount }: { planCode?: string; quantity?: number; maxAmount?: number },
  ): Promise<PageOrder> {
    if (planCode === undefined) return { mode: 'setup', planCode: null, invoice: null };
    // Seats cannot wait for the end of the cycle.
    if (quantity === undefined && (await this.waitsForCard(member, planCode)))
      return { mode: 'setup', planCode: null, invoice: null };
    const request = { planCode, quantity, when: 'now' as const };
    const { needs } = await this.previews.preview(member, member.businessId, request);
    if (needs === 'nothing')
      throw new WrongState(
        'nothing_due',
        'Nothing has to be paid, so no page is needed. Change the plan directly.',
      );
    if (needs === 'card') return { mode: 'setup', planCode, invoice: null };
    const agreed = await this.prices.agreed(member, request, maxAmount);
    const change = { by: member, businessId: member.businessId };
    const { invoice } = await this.lifecycle.purchasePlan(
      change,
      { ...request, ...agreed },
      'page',
      (manager) => this.account.refuseOrderWhileHeld(manager),
    );
    if (invoice === null) throw new WrongState('nothing_due', 'Nothing has to be paid any more.');
    return { mode: 'pay', planCode, invoice };
  }

  /**
   * Begins the trial for which a card was saved, with the seats that were ordered. It never charges. Returns the code of the
   * problem if the trial is not possible any more, or null. A call that is repeated changes nothing: the trial has begun.
   *
   * @throws DomainError for a failure that passes; the page is then followed again later
   */
  async begin(businessId: string, planCode: string, quantity: number | null): Promise<ProblemCode | null> {
    try {
      const request = { planCode, quantity: quantity ?? undefined, when: 'now' as const, maxAmount: 0 };
      await this.lifecycle.purchasePlan({ by: SYSTEM, businessId }, request, 'card', null);
      return null;
    } catch (error) {
      if (!didNothing(error)) throw error;
      const { status, plan } = await this.lifecycle.show(businessId);
      if (status === 'trialing' && plan.code === planCode) return null;
      this.logger.warn(`The plan ${planCode} did not begin after its checkout: ${error.detail}`);
      return error.code;
    }
  }

  /**
   * Whether the plan takes over when the cycle ends, and the business only has to save a card before it can be asked for. A
   * business that is not invoiced cannot pay later, so a card does not help it.
   */
  private async waitsForCard(member: MemberPrincipal, planCode: string): Promise<boolean> {
    const { businessId } = member;
    const { when, needs } = await this.previews.preview(member, businessId, { planCode });
    if (when !== 'cycleEnd' || needs !== 'card') return false;
    return (await this.lifecycle.show(businessId)).billing !== undefined;
  }
}
