import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent, QueryNumber } from '../../common/validation.js';
import { MAX_AMOUNT } from '../spending/usage.dto.js';

export class EntitlementQuery {
  /** How many units to ask for. The default is 1. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_AMOUNT, required: false })
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;
}
