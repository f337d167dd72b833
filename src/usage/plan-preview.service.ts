import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';
import { query, statement } from '../database/sql.js';
import { Lifecycle, type PlanWish, TestClocksService } from '../subscriptions/subscriptions.service.js';
import type { OverLimitView, PlanPreviewView } from './plan-preview.view.js';

/** Allocated features of which business $1 holds more at $3 than plan version $2 allows. */
const OVER_LIMIT = statement(
  'usage_over_limit',
  `SELECT h.feature_key AS feature, h.used, COALESCE(l.amount, 0) AS "limit"
   FROM (SELECT feature_key, count(*) AS used FROM allocations
         WHERE business_id = $1 AND (expires_at IS NULL OR expires_at > $3) GROUP BY feature_key) AS h
   LEFT JOIN plan_limits l ON l.version_id = $2 AND l.feature_key = h.feature_key
   WHERE CASE WHEN l.version_id IS NULL THEN h.used > 0 ELSE h.used > l.amount END
   ORDER BY h.feature_key`,
);

/** A change of plan, looked at before it is made. */
@Injectable()
export class PlanPreviewService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly lifecycle: Lifecycle,
    private readonly testClocks: TestClocksService,
  ) {}

  /**
   * What asking for the change now would bring: from when, at which price, and what is held above the new limits. A
   * plan that has to be paid for first is shown too.
   *
   * @throws NotFound; Refusal `unknown_plan`, `plan_archived`, `wrong_state`, `change_at_cycle_end` as the change.
   */
  async preview(
    by: MemberPrincipal | OperatorPrincipal,
    businessId: string,
    wish: PlanWish,
  ): Promise<PlanPreviewView> {
    const { plan, when, effectiveAt, trial } = await this.lifecycle.previewPlan({ by, businessId }, wish);
    const now = await this.testClocks.timeOf(this.dataSource, businessId);
    const overLimit = await query<OverLimitView>(this.dataSource, OVER_LIMIT, [
      businessId,
      plan.versionId,
      now,
    ]);
    return {
      planCode: plan.code,
      when,
      effectiveAt,
      price: plan.price,
      interval: plan.interval,
      trial,
      overLimit,
    };
  }
}
