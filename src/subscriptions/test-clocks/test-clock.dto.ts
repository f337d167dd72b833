import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { AsInstant, MayBeAbsent, MayBeNull, Satisfies, Text } from '../../common/validation.js';
import { CLOCK_PAYMENTS, type ClockPayments } from './test-clock.rows.js';

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2200, 0, 1);

/** An instant between 2000 and 2200, ISO 8601 with its offset, to the millisecond. */
const ClockTime = () =>
  applyDecorators(
    AsInstant(),
    Satisfies('must be an ISO 8601 time with offset, from 2000 until 2200', (value) => {
      return value instanceof Date && value.getTime() >= FIRST && value.getTime() < LAST;
    }),
  );

export class CreateTestClockDto {
  /** The first time of the clock, past or future, from the year 2000 until 2200. */
  @ClockTime()
  now: Date;

  /** The purpose of the clock. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @MayBeNull()
  @Text(100)
  name?: string | null;
}

export class EditTestClockDto {
  /** The purpose of the clock; null removes the name. */
  @ApiProperty({ type: String, nullable: true, required: false })
  @MayBeNull()
  @Text(100)
  name?: string | null;

  /** The result of payments: `succeed` also pays every open invoice at once. */
  @ApiProperty({ enum: CLOCK_PAYMENTS, required: false })
  @MayBeAbsent()
  @IsIn(CLOCK_PAYMENTS)
  payments?: ClockPayments;
}

export class AdvanceTestClockDto {
  /** The new time of the clock: later than the present one, before the year 2200, and so that at most 10,000 cycles are renewed. */
  @ClockTime()
  to: Date;
}
