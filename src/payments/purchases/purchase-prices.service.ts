import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { PlanPreviewService, type PlanPreviewView, priceChanged } from '../../subscriptions/index.js';
import { CustomersService } from '../customers.service.js';
import { askedByPerson } from '../for-people.js';
import { ProviderService } from '../provider.service.js';
import { ProviderRefused, ProviderUnavailable } from '../provider-errors.js';
import type { PurchasePreviewQuery } from './purchases.dto.js';

type Due = PlanPreviewView['dueNow'];

/** What a change costs with its tax, which only the provider knows. */
@Injectable()
export class PurchasePricesService {
  constructor(
    private readonly provider: ProviderService,
    private readonly previews: PlanPreviewService,
    private readonly customers: CustomersService,
  ) {}

  /** Adds the tax. It stays unknown for a business that never paid, or without an address, and while the provider is away. */
  async withTax(businessId: string, due: Due): Promise<Due> {
    const { bound } = this.provider;
    if (due === null || bound === null || !bound.taxes) return due;
    const account = await this.customers.find(businessId);
    if (account === undefined) return { ...due, tax: null };
    const { currency, lines } = due;
    try {
      const asked = { customer: account.customer, currency, lines };
      const { total, tax } = await askedByPerson((signal) => bound.quote(asked, signal));
      return { ...due, amount: total, tax };
    } catch (error) {
      const unknown = error instanceof DomainError || error instanceof ProviderRefused;
      if (unknown || error instanceof ProviderUnavailable) return { ...due, tax: null };
      throw error;
    }
  }

  /**
   * The most that was agreed to, with tax and without it: where tax is added, the price of now is compared with it. The charge
   * compares once more, because the tax can be unknown now, or another one by then.
   *
   * @throws DomainError `price_changed` when the change costs more with its tax.
   */
  async agreed(
    member: MemberPrincipal,
    request: PurchasePreviewQuery,
    maxAmount: number | undefined,
  ): Promise<{ maxAmount?: number; agreed?: number }> {
    if (maxAmount === undefined) return {};
    if (this.provider.bound?.taxes !== true) return { maxAmount, agreed: maxAmount };
    const { dueNow } = await this.previews.preview(member, member.businessId, request);
    const taxed = await this.withTax(member.businessId, dueNow);
    if (dueNow === null || taxed === null) return { maxAmount, agreed: maxAmount };
    if (taxed.amount > maxAmount) throw priceChanged(taxed.amount, taxed.currency);
    return { maxAmount: Math.min(dueNow.amount, maxAmount), agreed: maxAmount };
  }
}
