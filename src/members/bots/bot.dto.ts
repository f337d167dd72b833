import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { HIGHEST_RATE, LONGEST_OVERLAP_SECONDS } from '../../common/key-limits.js';
import { type Scope, SCOPES } from '../../common/principal.js';
import { Choices, Instant, MayBeAbsent, Text } from '../../common/validation.js';

export class CreateBotDto {
  @Text(100)
  name: string;

  /** The most that the bot's keys may do. If it is absent, everything. */
  @Choices(SCOPES)
  scopes?: Scope[];
}

export class EditBotDto {
  @MayBeAbsent()
  @Text(100)
  name?: string;

  /** The most that the bot's keys may do, from the next request on. A key never gets a scope that it was made without. */
  @Choices(SCOPES)
  scopes?: Scope[];
}

export class CreateKeyDto {
  @MayBeAbsent()
  @Text(100)
  name?: string;

  /** Scopes of the key, which the bot must have. If it is absent, all scopes of the bot. */
  @Choices(SCOPES)
  scopes?: Scope[];

  /** When the key expires, in the time of the business. If it is absent, the key never expires. */
  @MayBeAbsent()
  @Instant()
  expiresAt?: Date;

  /** The most requests a minute. Each server counts for itself. */
  @ApiProperty({ type: 'integer', required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(HIGHEST_RATE)
  rateLimit?: number;
}

export class RotateKeyDto {
  /** Seconds for which the old key stays valid, at most 30 days. If it is absent, the old key is revoked at once. */
  @ApiProperty({ type: 'integer', required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LONGEST_OVERLAP_SECONDS)
  overlapSeconds?: number;
}
