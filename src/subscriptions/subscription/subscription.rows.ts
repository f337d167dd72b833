import type { Interval, Limits } from '../../billing-plans/index.js';

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
  limits: Limits;
}

/** A subscription as it was read. A write compares it. */
export type Version = Pick<SubscriptionRow, 'businessId' | 'id' | 'version'>;

export const END_REASONS = ['canceled', 'expired', 'operator', 'closed'] as const;

export type EndReason = (typeof END_REASONS)[number];
