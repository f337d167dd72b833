import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn } from 'class-validator';
import { Code, MayBeAbsent, QueryFlag, Satisfies } from '../common/validation.js';

export class PutSubscriptionDto {
  /** The plan to be on. */
  @Code()
  planCode: string;

  /** When the change takes effect. */
  @ApiProperty({ enum: ['now'], required: false })
  @MayBeAbsent()
  @IsIn(['now'])
  when?: 'now';

  /** Begin with the plan's trial, which must not have been used. */
  @MayBeAbsent()
  @IsBoolean()
  trial?: boolean;
}

export class EditPlanQuery {
  /** Cycles under way meet the new version at once, not at their next turn. */
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  runningCycles?: boolean;
}

export class RenewalsQuery {
  /** Only say what would be done. */
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  dryRun?: boolean;
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2200, 0, 1);

/** An instant between 2000 and 2200, ISO 8601 with its offset, to the millisecond. */
const ClockTime = () => (target: object, property: string) => {
  Transform(({ value }: { value: unknown }) => {
    const date = typeof value === 'string' && ISO_8601.test(value) ? new Date(value) : null;
    return date === null || Number.isNaN(date.getTime()) ? value : date;
  })(target, property);
  Satisfies('must be an ISO 8601 time with offset, from 2000 until 2200', (value) => {
    return value instanceof Date && value.getTime() >= FIRST && value.getTime() < LAST;
  })(target, property);
};

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
