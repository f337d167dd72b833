import { ApiProperty } from '@nestjs/swagger';
import type { Interval } from '../billing-plans/billing-plans.service.js';

/** A subscription and its running cycle, as `cycles.sql.ts` reads them. */
export interface SubscriptionRow {
  id: string;
  businessId: string;
  version: number;
  status: 'trialing' | 'active' | 'ended';
  planCode: string;
  planName: string;
  planVersionId: string;
  pendingPlanCode: string | null;
  pendingPlanName: string | null;
  cancelAtCycleEnd: boolean;
  cycleIndex: number;
  cycleStartsAt: Date;
  cycleEndsAt: Date;
  /** −1 in a trial. */
  turn: number;
  trialEndsAt: Date | null;
  endedAt: Date | null;
  endReason: EndReason | null;
  /** What a cycle costs under the version in force, in minor units of `currency`. */
  priceAmount: number;
  currency: string;
  intervalUnit: Interval['unit'];
  intervalCount: number;
}

/** A subscription as it was read: what a write compares. */
export type Version = Pick<SubscriptionRow, 'businessId' | 'id' | 'version'>;

const END_REASONS = ['canceled', 'expired', 'operator', 'closed'] as const;
export type EndReason = (typeof END_REASONS)[number];

export class PlanNameView {
  /** @example 'free' */
  code: string;
  /** @example 'Free' */
  name: string;
}

/** One turn of a subscription, half open: `[startsAt, endsAt)`. */
export class RunningCycleView {
  /** Counts from 0 over the subscription. @example 0 */
  @ApiProperty({ type: 'integer' })
  index: number;
  startsAt: Date;
  endsAt: Date;
  /** @example false */
  trial: boolean;
}

/** A business on a plan. */
export class SubscriptionView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'active' */
  @ApiProperty({ enum: ['trialing', 'active', 'ended'] })
  status: 'trialing' | 'active' | 'ended';
  plan: PlanNameView;
  /** The plan that takes over at the end of the cycle. */
  pendingPlan: PlanNameView | null;
  /** @example false */
  cancelAtCycleEnd: boolean;
  cycle: RunningCycleView;
  trialEndsAt: Date | null;
  endedAt: Date | null;
  @ApiProperty({ type: String, enum: END_REASONS, nullable: true })
  endReason: EndReason | null;
}

export const subscriptionView = (row: SubscriptionRow): SubscriptionView => ({
  id: row.id,
  status: row.status,
  plan: { code: row.planCode, name: row.planName },
  pendingPlan:
    row.pendingPlanCode === null ? null : { code: row.pendingPlanCode, name: row.pendingPlanName ?? '' },
  cancelAtCycleEnd: row.cancelAtCycleEnd,
  cycle: {
    index: row.cycleIndex,
    startsAt: row.cycleStartsAt,
    endsAt: row.cycleEndsAt,
    trial: row.turn === -1,
  },
  trialEndsAt: row.trialEndsAt,
  endedAt: row.endedAt,
  endReason: row.endReason,
});
