import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { LONGEST_OVERLAP_SECONDS } from '../../common/key-limits.js';
import { OPERATOR_KEY_SCOPES, type OperatorKeyScope } from '../../common/principal.js';
import { Choices, Instant, MayBeAbsent, Satisfies, Text } from '../../common/validation.js';
import { isNetwork } from '../../config/network.js';

const MOST_NETWORKS = 20;
const areNetworks = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MOST_NETWORKS &&
  value.every((one) => typeof one === 'string' && isNetwork(one));

export class CreateOperatorKeyDto {
  @Text(100)
  name: string;

  /** When the key expires. If it is absent, the key never expires. */
  @MayBeAbsent()
  @Instant()
  expiresAt?: Date;

  /**
   * What the key may do. If it is absent, `admin` alone. `admin` allows everything that you may do, but nothing on SDK routes:
   * those need `usage:write`, `usage:refund`, `usage:read` or `allocations:write`, for any business that a request names.
   */
  @Choices(OPERATOR_KEY_SCOPES)
  scopes?: OperatorKeyScope[];

  /** The addresses and networks from which the key may be used, at most 20. If it is absent, from everywhere. */
  @ApiProperty({
    type: String,
    isArray: true,
    required: false,
    minItems: 1,
    maxItems: MOST_NETWORKS,
    example: ['203.0.113.0/24'],
  })
  @MayBeAbsent()
  @Satisfies(
    `must be a list of 1 to ${MOST_NETWORKS} addresses and networks such as 203.0.113.0/24`,
    areNetworks,
  )
  networks?: string[];
}

export class RotateOperatorKeyDto {
  /** Seconds for which the old key stays valid, at most 30 days. If it is absent, the old key becomes invalid at once. */
  @ApiProperty({ type: 'integer', required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LONGEST_OVERLAP_SECONDS)
  overlapSeconds?: number;
}
