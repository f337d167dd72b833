import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { isStorableJson, MayBeAbsent, MayBeNull, Satisfies, Text } from '../common/validation.js';

/** The longest metadata, as JSON text. */
const MAX_METADATA = 16_384;
const HIGHEST_RATE = 1_000_000;

/** An object that the operator defines. It is kept as it is. */
const IsMetadata = () =>
  Satisfies(
    `must be an object of at most ${MAX_METADATA} characters of JSON, without NUL characters`,
    (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const json = JSON.stringify(value);
      return json.length <= MAX_METADATA && isStorableJson(json);
    },
  );

/** What operators attach to a business, to find it from their own systems. */
export class BusinessAnnotations {
  /** The business's id in the operator's own system, which names no other business; null clears it. */
  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 200 })
  @MayBeNull()
  @Text(200)
  externalId?: string | null;

  /** Anything that the operator wants to keep with the business. It is replaced as a whole. */
  @ApiProperty({ type: Object, additionalProperties: true, required: false })
  @MayBeAbsent()
  @IsMetadata()
  metadata?: Record<string, unknown>;
}

export class EditBusinessDto extends BusinessAnnotations {
  @MayBeAbsent()
  @Text(200)
  name?: string;

  /** A suspended business's bots and people are refused from the next request on; its cycles go on. */
  @MayBeAbsent()
  @IsBoolean()
  suspended?: boolean;

  /** Requests of its bots a minute, counted in each server; above it they are answered 429. Null takes the limit away. */
  @ApiProperty({ type: 'integer', nullable: true, required: false, minimum: 1, maximum: HIGHEST_RATE })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(HIGHEST_RATE)
  rateLimit?: number | null;
}

export class RenameBusinessDto {
  @MayBeAbsent()
  @Text(200)
  name?: string;
}
