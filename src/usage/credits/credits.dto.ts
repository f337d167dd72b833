import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { Code, Instant, MAX_UNITS, MayBeAbsent, Text } from '../../common/validation.js';

export class GrantCreditDto {
  /** A metered feature. */
  @Code()
  feature: string;

  /** Units to grant. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_UNITS })
  @IsInt()
  @Min(1)
  @Max(MAX_UNITS)
  amount: number;

  /** Grants with a lower priority are used first. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, default: 50, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(100)
  priority?: number;

  /** When the grant begins, in the time of the business. The default is now. */
  @MayBeAbsent()
  @Instant()
  startsAt?: Date;

  /** When the grant ends. If it is absent, the grant never ends. */
  @MayBeAbsent()
  @Instant()
  expiresAt?: Date;

  /** The reason, for people who look at the balance. */
  @Text(500)
  reason: string;
}
