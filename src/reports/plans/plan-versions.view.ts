import { ApiProperty } from '@nestjs/swagger';
import {
  type Afterwards,
  AfterwardsProperty,
  type Limits,
  LimitsProperty,
  PriceView,
  type WhenUnpaid,
  WhenUnpaidProperty,
} from '../../billing-plans/index.js';

/** The terms of a plan from one edit to the next. */
export class PlanVersionView {
  /** Counts from 1. @example 2 */
  @ApiProperty({ type: 'integer' })
  number: number;
  /** When the edit was made. */
  createdAt: Date;
  /** Whether cycles that begin now are under it. */
  newest: boolean;
  /** When running cycles were put under it, too; null when only later ones are. */
  runningAt: Date | null;
  /** Live subscriptions that are under it now, those on test clocks included. */
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
