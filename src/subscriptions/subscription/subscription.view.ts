import { ApiProperty } from '@nestjs/swagger';
import { IntervalView, type Limits, LimitsProperty, PriceView } from '../../billing-plans/index.js';
import {
  type SubscriptionRow,
  END_REASONS,
  type EndReason,
  SUBSCRIPTION_STATUSES,
} from './subscription.rows.js';

export class PlanNameView {
  /** @example 'free' */
  code: string;
  /** @example 'Free' */
  name: string;
}

/** A cycle of a subscription, half open: `[startsAt, endsAt)`. */
export class RunningCycleView {
  /** Counts the cycles of the subscription from 0. @example 0 */
  @ApiProperty({ type: 'integer' })
  index: number;
  startsAt: Date;
  endsAt: Date;
  /** @example false */
  trial: boolean;
}

/** A business on a plan, as every member of it sees it. */
export class SubscriptionStateView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'active' */
  @ApiProperty({ enum: SUBSCRIPTION_STATUSES })
  status: (typeof SUBSCRIPTION_STATUSES)[number];
  plan: PlanNameView;
  /** The plan that takes over at the end of the cycle. */
  pendingPlan: PlanNameView | null;
  /** @example false */
  cancelAtCycleEnd: boolean;
  cycle: RunningCycleView;
  /** Only while the subscription is past due: when it lapses if the invoice is not paid before. The cycle keeps its planned end. */
  accessUntil?: Date;
  trialEndsAt: Date | null;
  endedAt: Date | null;
  @ApiProperty({ type: String, enum: END_REASONS, nullable: true })
  endReason: EndReason | null;
}

/** A discount on each invoice. */
export class DiscountView {
  /** The percentage; absent if the discount is an amount. @example 20 */
  @ApiProperty({ type: 'integer', required: false })
  percent?: number;
  /** The amount, in minor units; absent if the discount is a percentage. */
  @ApiProperty({ type: 'integer', required: false })
  amount?: number;
  /** For how many more invoices the discount is; null means all. */
  @ApiProperty({ type: 'integer', nullable: true })
  cycles: number | null;
}

/** The money of a subscription whose cycles are invoiced. */
export class BillingTermsView {
  /** The seats that were bought, if the price is per seat. @example 1 */
  @ApiProperty({ type: 'integer' })
  quantity: number;
  /** The seats of the next cycle, if they will differ from those of now; but no fewer than are held then. */
  @ApiProperty({ type: 'integer', nullable: true })
  pendingQuantity: number | null;
  /** A price that replaces the price of the plan, in minor units. */
  @ApiProperty({ type: 'integer', nullable: true })
  priceOverride: number | null;
  @ApiProperty({ type: DiscountView, nullable: true })
  discount: DiscountView | null;
}

/** A business on a plan, with the terms in force, as owners and operators see it. */
export class SubscriptionView extends SubscriptionStateView {
  /** The price of one cycle, under the version of the plan that is in force. */
  price: PriceView;
  interval: IntervalView;
  /** The limits in force: an integer, null for unlimited, or a boolean for a switch. A feature that is absent is 0 or off. */
  @LimitsProperty(true)
  limits: Limits;
  /** True when the price is that of one seat; absent when it is that of the whole business. */
  perSeat?: boolean;
  /** The terms of payment, if cycles are invoiced. */
  billing?: BillingTermsView;
}

/** A business on a plan, as its members see it: the terms in force are for its owner. */
export class MemberSubscriptionView extends SubscriptionStateView {
  /** The price of one cycle, under the version of the plan that is in force; for the owner. */
  price?: PriceView;
  /** The interval of the plan; for the owner. */
  interval?: IntervalView;
  /** The limits in force: an integer, null for unlimited, or a boolean for a switch; for the owner. */
  @LimitsProperty(false)
  limits?: Limits;
  /** True when the price is that of one seat; absent when it is that of the whole business, and for all members but the owner. */
  perSeat?: boolean;
  /** The terms of payment, if cycles are invoiced; for the owner. */
  billing?: BillingTermsView;
}

export const subscriptionView = (row: SubscriptionRow): SubscriptionView => ({
  ...subscriptionStateView(row),
  price: { amount: row.priceAmount, currency: row.currency },
  interval: { unit: row.intervalUnit, count: row.intervalCount },
  limits: row.limits,
  ...(row.perSeat ? { perSeat: true } : {}),
  ...(row.isInvoiced ? { billing: billingView(row) } : {}),
});

export const billingView = (row: SubscriptionRow): BillingTermsView => ({
  quantity: row.quantity,
  pendingQuantity: row.pendingQuantity,
  priceOverride: row.priceOverride,
  discount: discountView(row),
});

function discountView({
  discountPercent,
  discountAmount,
  discountCycles,
}: SubscriptionRow): DiscountView | null {
  if (discountPercent !== null) return { percent: discountPercent, cycles: discountCycles };
  return discountAmount === null ? null : { amount: discountAmount, cycles: discountCycles };
}

export const subscriptionStateView = (row: SubscriptionRow): SubscriptionStateView => ({
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
  ...(row.accessUntil === null ? {} : { accessUntil: row.accessUntil }),
  trialEndsAt: row.trialEndsAt,
  endedAt: row.endedAt,
  endReason: row.endReason,
});
