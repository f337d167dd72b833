import { ApiProperty } from '@nestjs/swagger';
import {
  type Afterwards,
  INTERVAL_UNITS,
  type IntervalUnit,
  type Limits,
  type Plan,
  type WhenUnpaid,
} from './plan.js';
import { AfterwardsProperty, LimitsProperty, WhenUnpaidProperty } from './plan.properties.js';

export class PriceView {
  /** Integer minor units of the currency (cents). @example 4900 */
  @ApiProperty({ type: 'integer' })
  amount: number;
  /** ISO 4217. @example 'USD' */
  currency: string;
}

export class IntervalView {
  /** @example 'month' */
  @ApiProperty({ enum: INTERVAL_UNITS })
  unit: IntervalUnit;
  /** @example 1 */
  @ApiProperty({ type: 'integer' })
  count: number;
}

/** A plan as the public catalogue shows it. */
export class PublicPlanView {
  /** @example 'pro' */
  code: string;
  /** @example 'Pro' */
  name: string;
  /** @example 'For teams.' */
  description: string;
  price: PriceView;
  interval: IntervalView;
  /** Days of trial, for a business that never had it. @example 14 */
  @ApiProperty({ type: 'integer' })
  trialDays: number;
  @AfterwardsProperty(true)
  whenCycleEnds: Afterwards;
  @AfterwardsProperty(true)
  whenTrialEnds: Afterwards;
  /** True when the price is that of one seat; absent when it is that of the whole business. @example true */
  perSeat?: boolean;
  /** Whether owners may move to this plan without paying first. @example false */
  selfService: boolean;
  /** Whether sign-ups start on this plan. @example false */
  isDefault: boolean;
  /** The limit of each feature: an integer, null for unlimited, or a boolean for a switch. A feature that is absent is 0 or off. */
  @LimitsProperty(true)
  limits: Limits;
}

/** A plan as operators see it. */
export class PlanView extends PublicPlanView {
  /** @example 'public' */
  @ApiProperty({ enum: ['public', 'hidden'] })
  visibility: 'public' | 'hidden';
  archivedAt: Date | null;
  /** What happens when an invoice is never paid. Null: the default plan if it is free, else the end. */
  @WhenUnpaidProperty(true)
  whenUnpaid: WhenUnpaid;
  /** Days of access after an invoice was declined or overdue. @example 14 */
  @ApiProperty({ type: 'integer' })
  graceDays: number;
}

export const publicPlanView = (plan: Plan): PublicPlanView => ({
  code: plan.code,
  name: plan.name,
  description: plan.description,
  price: plan.price,
  interval: plan.interval,
  trialDays: plan.trialDays,
  whenCycleEnds: plan.whenCycleEnds,
  whenTrialEnds: plan.whenTrialEnds,
  ...(plan.perSeat ? { perSeat: true } : {}),
  selfService: plan.selfService,
  isDefault: plan.isDefault,
  limits: plan.limits,
});

export const planView = (plan: Plan): PlanView => ({
  ...publicPlanView(plan),
  visibility: plan.visibility,
  archivedAt: plan.archivedAt,
  whenUnpaid: plan.whenUnpaid,
  graceDays: plan.graceDays,
});
