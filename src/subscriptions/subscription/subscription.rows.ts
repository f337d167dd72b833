import type { Interval, Limits } from '../../billing-plans/index.js';

export const SUBSCRIPTION_STATUSES = ['trialing', 'active', 'pastDue', 'ended'] as const;

export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** A subscription and its running cycle, as `cycles.sql.ts` reads them. */
export interface SubscriptionRow {
  id: string;
  businessId: string;
  version: number;
  status: (typeof SUBSCRIPTION_STATUSES)[number];
  planCode: string;
  planName: string;
  planVersionId: string;
  pendingPlanCode: string | null;
  pendingPlanName: string | null;
  cancelAtCycleEnd: boolean;
  cycleIndex: number;
  cycleStartsAt: Date;
  /** The planned end, even if access ends earlier. */
  cycleEndsAt: Date;
  /** The number of the cycle since the anchor; −1 in a trial. */
  turn: number;
  trialEndsAt: Date | null;
  endedAt: Date | null;
  endReason: EndReason | null;
  /** The time since which an invoice is declined or overdue; null if the subscription is not past due. */
  pastDueSince: Date | null;
  /** When the subscription lapses if the invoice is not paid before; null if it is not past due. */
  accessUntil: Date | null;
  /** Whether cycles are invoiced. */
  isInvoiced: boolean;
  /** The seats that were bought, if the price is per seat. */
  quantity: number;
  /** The seats of the next cycle, but no fewer than are held then; null if they stay as they are. */
  pendingQuantity: number | null;
  /** A price that replaces the price of the plan, in minor units. */
  priceOverride: number | null;
  discountPercent: number | null;
  /** In minor units. */
  discountAmount: number | null;
  /** For how many more invoices the discount is; null means all. */
  discountCycles: number | null;
  perSeat: boolean;
  /** The price of a cycle under the version in force, in minor units of `currency`. */
  priceAmount: number;
  currency: string;
  intervalUnit: Interval['unit'];
  intervalCount: number;
  limits: Limits;
}

/** The version of a subscription that was read. A write compares it. */
export type Version = Pick<SubscriptionRow, 'businessId' | 'id' | 'version'>;

export const END_REASONS = ['canceled', 'expired', 'operator', 'closed', 'unpaid'] as const;

export type EndReason = (typeof END_REASONS)[number];
