import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsDate, IsIn, IsInt, Max, Min } from 'class-validator';
import { Code, Instant, MayBeAbsent, QueryFlag, QueryNumber, Satisfies } from '../common/validation.js';
import { type When, WHENS } from './change-rules.js';

const AsWhen = () =>
  applyDecorators(
    ApiProperty({ enum: WHENS, required: false }),
    MayBeAbsent(),
    IsIn(WHENS, { message: `must be one of ${WHENS.join(', ')}` }),
  );

/** Of the plan it is on: meet the newest terms now. Any other plan begins with its newest. */
const AsTerms = () =>
  applyDecorators(
    ApiProperty({
      enum: ['newest'],
      required: false,
      description:
        'Of the plan it is on: meet its newest terms now, not at the next cycle. Boundaries and usage stay.',
    }),
    MayBeAbsent(),
    IsIn(['newest'], { message: 'must be "newest"' }),
  );

export class ChangePlanDto {
  /** The plan to be on. */
  @Code()
  planCode: string;

  /** At once, or when the running cycle ends; unless told, as the two plans' prices say. */
  @AsWhen()
  when?: When;

  @AsTerms()
  terms?: 'newest';
}

export class PutSubscriptionDto {
  /** The plan to be on. */
  @Code()
  planCode: string;

  /** At once (unless told), or when the running cycle ends. */
  @AsWhen()
  when?: When;

  @AsTerms()
  terms?: 'newest';

  /** Begin with the plan's trial, which must not have been used; only at once. */
  @MayBeAbsent()
  @Satisfies('must not be asked for at the end of a cycle', (value, wish) => {
    return value !== true || (wish as PutSubscriptionDto).when !== 'cycleEnd';
  })
  @IsBoolean()
  trial?: boolean;
}

export class CancelDto {
  /** When the running cycle ends (unless told), or at once. */
  @AsWhen()
  when?: When;
}

export class ExtendTrialDto {
  /** When the running trial ends: not before its present end, at most 730 days after its start. */
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  endsAt: Date;
}

export class UpcomingQuery {
  /** How many turns to look ahead; 12 unless told. */
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(100)
  cycles?: number;
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
