import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessesService } from '../../businesses/index.js';
import type { MemberPrincipal, OperatorPrincipal } from '../../common/principal.js';
import { query } from '../../database/sql.js';
import { BillingTermsService } from '../invoices/billing-terms.service.js';
import { LifecycleService } from './lifecycle.service.js';
import type { Needs, PlanRequest } from './plan-change.js';
import type { PlanPreviewView } from './plan-preview.view.js';
import * as sql from './plan-preview.sql.js';

/** Shows a change of plan before it is made. */
@Injectable()
export class PlanPreviewService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly lifecycle: LifecycleService,
    private readonly businesses: BusinessesService,
    private readonly billing: BillingTermsService,
  ) {}

  /**
   * Says what the change would do if it were requested now: when it takes effect, its price, what is due now without tax that is
   * added, and what would be held or used above the limits. A plan that requires a payment is shown too. For the present plan it
   * shows the terms in force. `needs` says what an owner's change needs before it takes effect. An operator's change needs
   * nothing; `dueNow` is then the invoice that it writes.
   *
   * @throws NotFound; DomainError `business_closed`, `unknown_plan`, `plan_archived`, `wrong_state`, `change_at_cycle_end` as the
   * change.
   */
  async preview(
    by: MemberPrincipal | OperatorPrincipal,
    businessId: string,
    request: PlanRequest,
  ): Promise<PlanPreviewView & { needs: Needs }> {
    const change = await this.lifecycle.previewPlan({ by, businessId }, request);
    const { plan, when, effectiveAt, trial, terms, usageOf, needs } = change;
    const cost =
      by.kind === 'operator'
        ? await this.billing.costOfRunning(this.dataSource, businessId, change)
        : change.cost;
    const now = await this.businesses.timeOf(this.dataSource, businessId);
    const overLimit = await query(this.dataSource, sql.OVER_LIMIT, {
      businessId,
      versionId: terms.versionId,
      now,
      subscriptionId: usageOf?.subscriptionId ?? null,
      cycleIndex: usageOf?.cycleIndex ?? null,
    });
    return {
      planCode: plan.code,
      when,
      effectiveAt,
      price: terms.price,
      interval: plan.interval,
      trial,
      overLimit,
      dueNow: cost && { amount: cost.amount, tax: 0, currency: cost.currency, lines: cost.lines },
      paymentRequired: needs !== 'nothing',
      needs,
    };
  }
}
