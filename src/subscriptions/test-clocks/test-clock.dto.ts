import { applyDecorators } from '@nestjs/common';
import { Instant, Satisfies } from '../../common/validation.js';

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2200, 0, 1);

/** An instant between 2000 and 2200, ISO 8601 with its offset, to the millisecond. */
const ClockTime = () =>
  applyDecorators(
    Instant(),
    Satisfies('must be an ISO 8601 time with offset, from 2000 until 2200', (value) => {
      return value instanceof Date && value.getTime() >= FIRST && value.getTime() < LAST;
    }),
  );

export class CreateTestClockDto {
  /** Where the clock stands at first: past or future, 2000 to 2200. */
  @ClockTime()
  now: Date;
}

export class AdvanceTestClockDto {
  /** Where the clock goes: forward, any distance. */
  @ClockTime()
  to: Date;
}
