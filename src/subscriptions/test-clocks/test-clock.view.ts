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
  /** Cycles that were opened on the same plan. */
  @ApiProperty({ type: 'integer' })
  renewed: number;
  /** Cycles that were opened on another plan. */
  @ApiProperty({ type: 'integer' })
  switched: number;
  /** Subscriptions that ended. */
  @ApiProperty({ type: 'integer' })
  ended: number;
}
