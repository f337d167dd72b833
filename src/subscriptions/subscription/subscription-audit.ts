import { lives } from './change-rules.js';
import type { PlanChange } from './plan-change.js';
import type { SubscriptionRow } from './subscription.rows.js';
import { billingView } from './subscription.view.js';

/** The action of the audit entry of a change of plan that was applied. */
export function actionOf(from: SubscriptionRow, { stays, when }: PlanChange): string {
  if (stays) return from.cancelAtCycleEnd ? 'subscription.resumed' : 'subscription.pending_plan_dropped';
  if (!lives(from)) return 'subscription.started';
  return when === 'now' ? 'subscription.changed' : 'subscription.change_scheduled';
}

/** A subscription as the audit log shows it. */
export const audited = (row: SubscriptionRow) => ({
  subscriptionId: row.id,
  status: row.status,
  planCode: row.planCode,
  pendingPlanCode: row.pendingPlanCode,
  cancelAtCycleEnd: row.cancelAtCycleEnd,
  cycleIndex: row.cycleIndex,
  cycleEndsAt: row.cycleEndsAt,
  endedAt: row.endedAt,
  ...(row.pendingQuantity === null ? {} : { pendingQuantity: row.pendingQuantity }),
  ...(row.isInvoiced ? billingView(row) : {}),
});
