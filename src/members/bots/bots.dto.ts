import { ApiProperty } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsDate, IsIn, IsInt, Max, Min } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { type Scope, SCOPES } from '../../common/principal.js';
import { Instant, MayBeAbsent, Text } from '../../common/validation.js';

const LONGEST_OVERLAP_SECONDS = 30 * 24 * 60 * 60;
const HIGHEST_RATE = 1_000_000;

const Scopes = () =>
  applyDecorators(
    ApiProperty({ enum: SCOPES, isArray: true, required: false }),
    MayBeAbsent(),
    IsArray(),
    ArrayNotEmpty(),
    ArrayUnique(),
    IsIn(SCOPES, { each: true }),
  );

export class CreateBotDto {
  @Text(100)
  name: string;

  /** The most that its keys may do. Everything when absent. */
  @Scopes()
  scopes?: Scope[];
}

export class EditBotDto {
  @MayBeAbsent()
  @Text(100)
  name?: string;

  /** The most that its keys may do, from the next request on. A key gets none that it was not made with. */
  @Scopes()
  scopes?: Scope[];
}

export class CreateKeyDto {
  @MayBeAbsent()
  @Text(100)
  name?: string;

  /** Some of the bot's scopes. All of them when absent. */
  @Scopes()
  scopes?: Scope[];

  /** When the key expires, in the time of the business. Never when absent. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  expiresAt?: Date;

  /** Requests a minute, counted in each server. */
  @ApiProperty({ type: 'integer', required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(HIGHEST_RATE)
  rateLimit?: number;
}

export class RotateKeyDto {
  /** How many seconds the old key stays valid, up to 30 days. When absent, it is revoked at once. */
  @ApiProperty({ type: 'integer', required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LONGEST_OVERLAP_SECONDS)
  overlapSeconds?: number;
}
