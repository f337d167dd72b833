import { ApiProperty } from '@nestjs/swagger';
import { CLOCK_PAYMENTS, type ClockPayments } from './test-clock.rows.js';

export class TestClockView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** The purpose of the clock. @example 'A year of Pro' */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
  now: Date;
  /** The result of payments at this clock's time. @example 'succeed' */
  @ApiProperty({ enum: CLOCK_PAYMENTS })
  payments: ClockPayments;
}

/** A test clock after an advance, and what happened on the way. */
export class AdvancedView extends TestClockView {
  /** Cycles opened by renewal. */
  @ApiProperty({ type: 'integer' })
  renewed: number;
  /** Cycles opened by a change of plan. */
  @ApiProperty({ type: 'integer' })
  switched: number;
  /** Subscriptions ended. */
  @ApiProperty({ type: 'integer' })
  ended: number;
}
