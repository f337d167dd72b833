import { ApiProperty } from '@nestjs/swagger';
import { IsDate, IsInt, Max, Min } from 'class-validator';
import { Code, Instant, MAX_UNITS, MayBeAbsent, Text } from '../../common/validation.js';

export class GrantCreditDto {
  /** A metered feature. */
  @Code()
  feature: string;

  /** Units to give. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_UNITS })
  @IsInt()
  @Min(1)
  @Max(MAX_UNITS)
  amount: number;

  /** Lower is burnt first; 50 unless told. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, default: 50, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(100)
  priority?: number;

  /** From when it can be burnt, in the time of the business; now unless told. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  startsAt?: Date;

  /** Until when; for ever when absent. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  expiresAt?: Date;

  /** Why, for whoever looks at the balance. */
  @Text(500)
  reason: string;
}
