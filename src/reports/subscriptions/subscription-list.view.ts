import { ApiProperty } from '@nestjs/swagger';
import { SubscriptionSummaryView } from '../businesses/business-list.view.js';
import type { ListedSubscriptionRow } from './subscription-list.sql.js';

export class NamedBusinessView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Analytical Engines' */
  name: string;
}

/** A live subscription in the list of operators. */
export class ListedSubscriptionView extends SubscriptionSummaryView {
  business: NamedBusinessView;
  /** The plan that takes over at the end of the cycle. */
  @ApiProperty({ type: String, nullable: true })
  pendingPlanCode: string | null;
  trialEndsAt: Date | null;
  /** The time since which an invoice is declined or overdue; null if the subscription is not past due. */
  pastDueSince: Date | null;
  /** When the subscription lapses if the invoice is not paid before; null if it is not past due. */
  accessUntil: Date | null;
  /** Why the renewal loop set the subscription aside; null if it did not. */
  @ApiProperty({ type: String, nullable: true })
  error: string | null;
}

export const listedSubscriptionView = (row: ListedSubscriptionRow): ListedSubscriptionView => ({
  id: row.id,
  status: row.status,
  plan: { code: row.planCode, name: row.planName },
  cycleEndsAt: row.cycleEndsAt,
  cancelAtCycleEnd: row.cancelAtCycleEnd,
  business: { id: row.businessId, name: row.businessName },
  pendingPlanCode: row.pendingPlanCode,
  trialEndsAt: row.trialEndsAt,
  pastDueSince: row.pastDueSince,
  accessUntil: row.accessUntil,
  error: row.error,
});
