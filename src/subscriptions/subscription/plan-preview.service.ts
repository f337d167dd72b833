import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessesService } from '../../businesses/index.js';
import type { MemberPrincipal, OperatorPrincipal } from '../../common/principal.js';
import { query, statement } from '../../database/sql.js';
import { LifecycleService } from './lifecycle.service.js';
import type { PlanRequest } from './plan-change.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';
import type { OverLimitView, PlanPreviewView } from './plan-preview.view.js';

/**
 * Features of business `$businessId` that are above what plan version `$versionId` allows: resources that it holds at `$now`, or units that it has used in
 * cycle `$cycleIndex` of subscription `$subscriptionId`. Without a cycle, counters begin at zero, so no metered feature is above.
 */
const OVER_LIMIT = statement<
  OverLimitView,
  {
    businessId: string;
    versionId: string;
    now: Date;
    subscriptionId: string | null;
    cycleIndex: number | null;
  }
>(
  'usage_over_limit',
  `SELECT u.feature_key AS feature, u.used, COALESCE(l.amount, 0) AS "limit"
   FROM (SELECT feature_key, count(*) AS used, count(*) AS of_plan FROM allocations a
         WHERE business_id = $businessId AND ${NOT_ENDED('a', '$now')} GROUP BY feature_key
         UNION ALL
         SELECT feature_key, used, used - burnt FROM usage_counters
         WHERE business_id = $businessId AND subscription_id = $subscriptionId AND cycle_index = $cycleIndex::integer) AS u
   LEFT JOIN plan_limits l ON l.version_id = $versionId AND l.feature_key = u.feature_key
   WHERE CASE WHEN l.version_id IS NULL THEN u.of_plan > 0 ELSE u.of_plan > l.amount END
   ORDER BY u.feature_key`,
);

/** Shows a change of plan before it is made. */
@Injectable()
export class PlanPreviewService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly lifecycle: LifecycleService,
    private readonly businesses: BusinessesService,
  ) {}

  /**
   * Says what the change would bring if it were requested now: from when, at which price, and what is then held or used above the
   * limits. A plan that requires a payment is shown too. For the present plan it shows the terms in force.
   *
   * @throws NotFound; DomainError `business_closed`, `unknown_plan`, `plan_archived`, `wrong_state`, `change_at_cycle_end` as the
   *   change.
   */
  async preview(
    by: MemberPrincipal | OperatorPrincipal,
    businessId: string,
    request: PlanRequest,
  ): Promise<PlanPreviewView> {
    const change = await this.lifecycle.previewPlan({ by, businessId }, request);
    const { plan, when, effectiveAt, trial, terms, usageOf } = change;
    const now = await this.businesses.timeOf(this.dataSource, businessId);
    const overLimit = await query(this.dataSource, OVER_LIMIT, {
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
    };
  }
}
