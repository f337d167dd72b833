import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsInt, Matches, Max, Min, ValidateNested } from 'class-validator';
import { Code, Instant, MayBeAbsent, QueryNumber, Satisfies } from '../common/validation.js';
import { KEY_PATTERN } from './idempotency/idempotency-key.js';

/** What one call may ask for. */
const MAX_AMOUNT = 2 ** 31 - 1;

/** How many spends one batch may hold. */
const MAX_ITEMS = 100;
const isListOfObjects = (items: unknown): boolean =>
  Array.isArray(items) &&
  items.length > 0 &&
  items.length <= MAX_ITEMS &&
  items.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));

export class ConsumeDto {
  /** A metered feature, or a switch. */
  @Code()
  feature: string;

  /** Units to spend, 1 unless told: all of them or none. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_AMOUNT, default: 1, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;
}

export class BatchItemDto extends ConsumeDto {
  /** Names this spend, as the header does for one alone. */
  @MayBeAbsent()
  @Matches(KEY_PATTERN, { message: 'must be 1 to 255 visible ASCII characters' })
  idempotencyKey?: string;
}

export class BatchDto {
  /** Spends, each granted or refused by itself, in this order. */
  @ApiProperty({ type: () => [BatchItemDto], minItems: 1, maxItems: 100 })
  @Satisfies('must be a list of 1 to 100 objects', isListOfObjects)
  @ValidateNested({ each: true })
  @Type(() => BatchItemDto)
  items: BatchItemDto[];
}

export class RefundDto {
  /** Units to give back, all that is left unless told. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_AMOUNT, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;
}

export class EntitlementQuery {
  /** How many units are asked for, 1 unless told. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_AMOUNT, required: false })
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;
}

export class HoldDto {
  /** Until when it is held; for ever when absent. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  expiresAt?: Date;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const IsDay = () =>
  Satisfies('must be a date such as 2026-01-31', (value) => {
    if (typeof value !== 'string' || !DATE.test(value)) return false;
    const day = new Date(`${value}T00:00:00.000Z`);
    // PostgreSQL has no year 0.
    return !Number.isNaN(day.getTime()) && day.getUTCFullYear() > 0 && day.toISOString().startsWith(value);
  });

export class DailyQuery {
  /** Only this metered feature. */
  @MayBeAbsent()
  @Code()
  feature?: string;

  /** The first day, in UTC; the earliest kept, 90 days back with today, unless told. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  from?: string;

  /** The last day, in UTC; today unless told. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  to?: string;
}
