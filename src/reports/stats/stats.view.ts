import { ApiProperty } from '@nestjs/swagger';
import { PlanNameView } from '../../subscriptions/index.js';
import type { PlanCounts } from './stats.sql.js';

/** Businesses that are not on a test clock. */
export class BusinessCountsView {
  /** Businesses that are not closed, including those that are suspended. */
  @ApiProperty({ type: 'integer' })
  open: number;
  @ApiProperty({ type: 'integer' })
  suspended: number;
  @ApiProperty({ type: 'integer' })
  closed: number;
}

/** Subscriptions by status. */
export class SubscriptionCountsView {
  @ApiProperty({ type: 'integer' })
  trialing: number;
  @ApiProperty({ type: 'integer' })
  active: number;
  @ApiProperty({ type: 'integer' })
  pastDue: number;
  @ApiProperty({ type: 'integer' })
  ended: number;
}

export class MonthlyAmountView {
  /** @example 'USD' */
  currency: string;
  /** The amount, in minor units. */
  @ApiProperty({ type: 'integer' })
  amount: number;
}

/** The live subscriptions of a plan. */
export class PlanStatsView {
  plan: PlanNameView;
  /** How many are trialing, active or past due. */
  @ApiProperty({ type: 'integer' })
  live: number;
  @ApiProperty({ type: 'integer' })
  trialing: number;
  @ApiProperty({ type: 'integer' })
  pastDue: number;
  /** How many end with their cycle. */
  @ApiProperty({ type: 'integer' })
  canceling: number;
  /** The monthly income from subscriptions that are not in trial, with their own prices, seats and discounts. */
  monthlyAmount: MonthlyAmountView;
}

/** Counts of the whole installation. */
export class StatsView {
  /** When it was counted. */
  at: Date;
  businesses: BusinessCountsView;
  subscriptions: SubscriptionCountsView;
  /** Plans with live subscriptions, the most used one first. */
  @ApiProperty({ type: () => [PlanStatsView] })
  plans: PlanStatsView[];
  /** The monthly income over all plans, one amount for each currency. */
  @ApiProperty({ type: () => [MonthlyAmountView] })
  monthlyAmounts: MonthlyAmountView[];
}

/** A figure on one day, in UTC. */
export class DailyStatView {
  @ApiProperty({ format: 'date' })
  date: string;
  /** Units, subscriptions, businesses, or minor units of `currency`. */
  @ApiProperty({ type: 'integer' })
  value: number;
  /** The currency of a monthly amount; a day has a row for each currency. */
  @ApiProperty({ type: String, nullable: true })
  currency: string | null;
  /** The feature of used units; a day has a row for each feature. */
  @ApiProperty({ type: String, nullable: true })
  feature: string | null;
  /** False while the day goes on. */
  complete: boolean;
}

export const planStatsView = (row: PlanCounts): PlanStatsView => ({
  plan: { code: row.planCode, name: row.planName },
  live: row.live,
  trialing: row.trialing,
  pastDue: row.pastDue,
  canceling: row.canceling,
  monthlyAmount: { currency: row.currency, amount: row.monthlyAmount },
});
