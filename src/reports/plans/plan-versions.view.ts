import { ApiProperty } from '@nestjs/swagger';
import {
  type Afterwards,
  AfterwardsProperty,
  type Limits,
  LimitsProperty,
  PriceView,
  toVersionTerms,
  type WhenUnpaid,
  WhenUnpaidProperty,
} from '../../billing-plans/index.js';
import type { PlanVersionRow } from './plan-versions.sql.js';

/** A version of a plan: its terms from one edit to the next. */
export class PlanVersionView {
  /** Counts from 1. @example 2 */
  @ApiProperty({ type: 'integer' })
  number: number;
  /** When the edit was made. */
  createdAt: Date;
  /** Whether cycles that begin now get this version. */
  newest: boolean;
  /** When the version was applied to running cycles too; null if it applies only to later ones. */
  runningAt: Date | null;
  /** How many live subscriptions have this version now, also those on test clocks. */
  @ApiProperty({ type: 'integer' })
  live: number;
  price: PriceView;
  @ApiProperty({ type: 'integer' })
  trialDays: number;
  @AfterwardsProperty(true)
  whenCycleEnds: Afterwards;
  @AfterwardsProperty(true)
  whenTrialEnds: Afterwards;
  /** What happens when an invoice is never paid. Null: the default plan if it is free, else the end. */
  @WhenUnpaidProperty(true)
  whenUnpaid: WhenUnpaid;
  @ApiProperty({ type: 'integer' })
  graceDays: number;
  perSeat: boolean;
  @LimitsProperty(true)
  limits: Limits;
}

export const planVersionView = (row: PlanVersionRow): PlanVersionView => ({
  number: row.number,
  createdAt: row.createdAt,
  newest: row.newest,
  runningAt: row.runningAt,
  live: row.live,
  ...toVersionTerms(row),
});
