import { ApiProperty } from '@nestjs/swagger';
import { IsDate, IsInt, Max, Min } from 'class-validator';
import { Code, Instant, MayBeAbsent, QueryNumber } from '../common/validation.js';

/** What one call may ask for. */
const MAX_AMOUNT = 2 ** 31 - 1;

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
