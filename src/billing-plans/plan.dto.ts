import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsObject, Matches, Max, Min, ValidateNested } from 'class-validator';
import {
  Code,
  CODE_PATTERN,
  LongText,
  MAX_UNITS,
  MayBeAbsent,
  QueryFlag,
  Satisfies,
  Text,
} from '../common/validation.js';
import {
  type Afterwards,
  GRACE_DAYS,
  INTERVAL_UNITS,
  type IntervalUnit,
  type Limits,
  MAX_GRACE_DAYS,
  MAX_INTERVAL_COUNT,
  MAX_TRIAL_DAYS,
  type WhenUnpaid,
} from './plan.js';
import { isCurrency } from './currency.js';
import { AfterwardsProperty, LimitsProperty, WhenUnpaidProperty } from './plan.properties.js';

/** Accepts `"renew"`, `"end"` and `{"switchTo": code}`, and nothing else. */
const IsAfterwards = () =>
  Satisfies('must be "renew", "end" or {"switchTo": "<plan code>"}', (value) => {
    return value === 'renew' || value === 'end' || isSwitchTo(value);
  });

/** Accepts `"end"`, `{"switchTo": code}` and null, and nothing else. */
const IsWhenUnpaid = () =>
  Satisfies('must be "end", {"switchTo": "<plan code>"} or null', (value) => {
    return value === null || value === 'end' || isSwitchTo(value);
  });

function isSwitchTo(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'switchTo') return false;
  const { switchTo } = value as { switchTo: unknown };
  return typeof switchTo === 'string' && CODE_PATTERN.test(switchTo);
}

/** Accepts feature keys with integers, null or booleans. The service checks whether these fit the kinds of the features. */
const IsLimits = () =>
  Satisfies(
    `must be an object of feature keys with integers 0 to ${MAX_UNITS}, null or booleans`,
    (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      return Object.entries(value).every(([key, limit]) => CODE_PATTERN.test(key) && isLimit(limit));
    },
  );
const isLimit = (value: unknown): boolean =>
  value === null || typeof value === 'boolean' || (Number.isSafeInteger(value) && (value as number) >= 0);

const IsIntervalCount = () =>
  Satisfies('must be an integer of at least 1; an interval is at most 10 years', (value, interval) => {
    const { unit } = interval as { unit: unknown };
    const most = INTERVAL_UNITS.includes(unit as IntervalUnit) ? MAX_INTERVAL_COUNT[unit as IntervalUnit] : 1;
    return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most;
  });

/** The price of a cycle. */
export class PriceDto {
  /** Integer minor units of the currency (cents). */
  @ApiProperty({ type: 'integer', minimum: 0 })
  @IsInt()
  @Min(0)
  @Max(MAX_UNITS)
  amount: number;

  /** ISO 4217. */
  @ApiProperty({ pattern: '^[A-Z]{3}$', example: 'USD' })
  @Matches(/^[A-Z]{3}$/, { message: 'must be an ISO 4217 code such as USD' })
  currency: string;
}

/** The price of a new plan. An edit repeats the currency of its plan, which may be older than this check. */
export class NewPriceDto extends PriceDto {
  /** One of ISO 4217. */
  @ApiProperty({ pattern: '^[A-Z]{3}$', example: 'USD' })
  @Satisfies('must be an ISO 4217 code such as USD', isCurrency)
  declare currency: string;
}

/** The length of a cycle. */
export class IntervalDto {
  @ApiProperty({ enum: INTERVAL_UNITS })
  @IsIn(INTERVAL_UNITS)
  unit: IntervalUnit;

  /** How many units. An interval is at most 10 years. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  @IsIntervalCount()
  count: number;
}

class PlanFields {
  /** The customers that this plan is for. */
  @MayBeAbsent()
  @LongText(1000)
  description?: string;

  /** Days of trial, for a business that never had it. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MAX_TRIAL_DAYS, required: false, default: 0 })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(MAX_TRIAL_DAYS)
  trialDays?: number;

  /** What happens at the end of a cycle. */
  @AfterwardsProperty(false, 'renew')
  @MayBeAbsent()
  @IsAfterwards()
  whenCycleEnds?: Afterwards;

  /** What happens at the end of a trial. */
  @AfterwardsProperty(false)
  @MayBeAbsent()
  @IsAfterwards()
  whenTrialEnds?: Afterwards;

  /** What happens when an invoice is never paid. Null: the default plan if it is free, else the end. */
  @WhenUnpaidProperty(false, null)
  @MayBeAbsent()
  @IsWhenUnpaid()
  whenUnpaid?: WhenUnpaid;

  /** Days of access after an invoice was declined or overdue. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_GRACE_DAYS, required: false, default: GRACE_DAYS })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_GRACE_DAYS)
  graceDays?: number;

  /**
   * Whether the price is that of one seat, and is multiplied by the seats that are bought. Never changes once the plan is made:
   * another value is 409 `immutable`.
   */
  @ApiProperty({ required: false, default: false })
  @MayBeAbsent()
  @IsBoolean()
  perSeat?: boolean;

  /** A hidden plan is visible to operators only. */
  @ApiProperty({ enum: ['public', 'hidden'], required: false, default: 'public' })
  @MayBeAbsent()
  @IsIn(['public', 'hidden'])
  visibility?: 'public' | 'hidden';

  /**
   * Whether owners may move to this plan without paying first. Owners can buy every public plan where money is collected. An edit
   * of the price does not change it.
   */
  @MayBeAbsent()
  @IsBoolean()
  selfService?: boolean;

  /** Whether sign-ups start on this plan. Only one plan is the default: setting it here ends it for the plan before. */
  @MayBeAbsent()
  @IsBoolean()
  isDefault?: boolean;

  /** The complete map of limits. A feature that is absent is 0 or off. */
  @LimitsProperty(false, {})
  @MayBeAbsent()
  @IsObject()
  @IsLimits()
  limits?: Limits;
}

export class CreatePlanDto extends PlanFields {
  /** @example 'pro' */
  @Code()
  code: string;

  /** @example 'Pro' */
  @Text(100)
  name: string;

  @IsObject()
  @ValidateNested()
  @Type(() => NewPriceDto)
  price: NewPriceDto;

  @IsObject()
  @ValidateNested()
  @Type(() => IntervalDto)
  interval: IntervalDto;

  /** What happens at the end of a trial. If it is absent, `renew` for a plan that is `selfService`, else `end`. */
  declare whenTrialEnds?: Afterwards;

  /**
   * Whether owners may move to this plan without paying first. Owners can buy every public plan where money is collected. If it is
   * absent, it is true exactly for a price of 0.
   */
  declare selfService?: boolean;

  /**
   * Whether sign-ups start on this plan. Only one plan is the default: setting it here ends it for the plan before. If it is
   * absent, a public plan becomes the default while there is none.
   */
  declare isDefault?: boolean;
}

/** `code`, `interval`, `perSeat` and the currency are accepted so that the refusal can say that they never change. */
export class EditPlanDto extends PlanFields {
  @MayBeAbsent()
  @Text(100)
  name?: string;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PriceDto)
  price?: PriceDto;

  /** Never changes: another value is 409 `immutable`. */
  @MayBeAbsent()
  @Code()
  code?: string;

  /** Never changes: another value is 409 `immutable`. */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => IntervalDto)
  interval?: IntervalDto;
}

export class EditPlanQuery {
  /** Whether the new version applies to running cycles too, at once, and not only to the next cycles. */
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  runningCycles?: boolean;
}
