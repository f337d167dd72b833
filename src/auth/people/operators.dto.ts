import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  Max,
  Min,
} from 'class-validator';
import { PageQuery } from '../../common/paging.js';
import { SERVICE_SCOPES, type ServiceScope } from '../../common/principal.js';
import { Email, Instant, MayBeAbsent, Satisfies, Text } from '../../common/validation.js';
import { isNetwork } from '../../config/network.js';
import { NewPassword } from '../../users/index.js';

const LONGEST_OVERLAP_SECONDS = 30 * 24 * 60 * 60;
const MOST_NETWORKS = 20;
const areNetworks = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MOST_NETWORKS &&
  value.every((one) => typeof one === 'string' && isNetwork(one));

export class CreateOperatorDto {
  @Email()
  email: string;

  @Text(100)
  firstName: string;

  @Text(100)
  lastName: string;

  /** 10 to 128 characters. Without one, a link to choose it is mailed. */
  @MayBeAbsent()
  @NewPassword()
  password?: string;
}

export class CreateOperatorKeyDto {
  @Text(100)
  name: string;

  /** When the key expires. Never when absent. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  expiresAt?: Date;

  /**
   * What it may do; `admin` alone when absent. `admin` is all that you may, and nothing on SDK routes: those take
   * `usage:write`, `usage:refund`, `usage:read` and `allocations:write`, for any business that a request names.
   */
  @ApiProperty({ enum: SERVICE_SCOPES, isArray: true, required: false })
  @MayBeAbsent()
  @IsIn(SERVICE_SCOPES, { each: true })
  @ArrayUnique()
  @ArrayNotEmpty()
  @IsArray()
  scopes?: ServiceScope[];

  /** Addresses and networks that it may come from, at most 20; anywhere when absent. */
  @ApiProperty({
    type: String,
    isArray: true,
    required: false,
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
  /** How long the key before is good, in seconds, to 30 days; not at all when absent. */
  @ApiProperty({ type: 'integer', required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LONGEST_OVERLAP_SECONDS)
  overlapSeconds?: number;
}

export class UsersQuery extends PageQuery {
  /** Only the person with this address. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Email()
  email?: string;
}

export class EditUserDto {
  /** The sessions of a suspended person end at once, and logging in is refused. */
  @IsBoolean()
  suspended: boolean;
}
