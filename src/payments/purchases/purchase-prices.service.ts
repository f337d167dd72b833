import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { PlanPreviewService, type PlanPreviewView, priceChanged } from '../../subscriptions/index.js';
import { CustomersService } from '../customers.service.js';
import { callForPerson } from '../interactive-calls.js';
import { ProviderService } from '../provider.service.js';
import { ProviderRefused, ProviderUnavailable } from '../provider-errors.js';
import type { PurchasePreviewQuery } from './purchases.dto.js';

type DueNow = PlanPreviewView['dueNow'];

/** Computes what a change costs with its tax, which only the provider knows. */
@Injectable()
export class PurchasePricesService {
  constructor(
    private readonly provider: ProviderService,
    private readonly previews: PlanPreviewService,
    private readonly customers: CustomersService,
  ) {}

  /**
   * Adds the tax to what is due. The tax stays null, which means unknown, for a business that never paid or has no address, and
   * while the provider does not answer.
   */
  async withTax(businessId: string, due: DueNow): Promise<DueNow> {
    const { bound } = this.provider;
    if (due === null || bound === null || !bound.taxes) return due;
    const account = await this.customers.find(businessId);
    if (account === undefined) return { ...due, tax: null };
    const { currency, lines } = due;
    try {
      const asked = { customer: account.customer, currency, lines };
      const { total, tax } = await callForPerson((signal) => bound.quote(asked, signal));
      return { ...due, amount: total, tax };
    } catch (error) {
      const unknown = error instanceof DomainError || error instanceof ProviderRefused;
      if (unknown || error instanceof ProviderUnavailable) return { ...due, tax: null };
      throw error;
    }
  }

  /**
   * Checks the price against `maxAmount`, and returns the limits for the change: `maxAmount` without added tax, `agreed` with tax.
   * The charge checks once more, because the tax can be unknown now, or change before the charge.
   *
   * @throws DomainError `price_changed` when the change with its tax costs more than `maxAmount`.
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
