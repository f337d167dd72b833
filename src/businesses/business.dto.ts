import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { LONGEST_EXTERNAL_ID } from '../common/business-name.js';
import { HIGHEST_RATE } from '../common/key-limits.js';
import { ForeignId, isStorableJson, MayBeAbsent, MayBeNull, Satisfies, Text } from '../common/validation.js';

/** The most characters of metadata, as JSON text. */
const MAX_METADATA = 16_384;

/** Whether each number in a value that was sent is stored as it was sent. JSON numbers are read as doubles. */
const hasExactNumbers = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    : typeof value !== 'object' || value === null || Object.values(value).every(hasExactNumbers);

/** An object that the operator defines. It is stored as it is. */
const IsMetadata = () =>
  Satisfies(
    `must be an object of at most ${MAX_METADATA} characters of JSON, without NUL characters, with integers beyond 2^53 - 1 as text`,
    (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      if (!hasExactNumbers(value)) return false;
      const json = JSON.stringify(value);
      return json.length <= MAX_METADATA && isStorableJson(json);
    },
  );

/** What operators write on a business, so that their own systems find it. */
export class BusinessAnnotations {
  /** The business's id in the operator's own system. It is unique among all businesses; null is none. */
  @ApiProperty({ type: String, nullable: true, required: false, maxLength: LONGEST_EXTERNAL_ID })
  @MayBeNull()
  @ForeignId(LONGEST_EXTERNAL_ID)
  externalId?: string | null;

  /**
   * Any data that the operator wants to store with the business, at most 16,384 characters of JSON. An edit replaces it as a whole.
   * Send integers beyond 2^53 - 1 as text, because JSON numbers are not exact there.
   */
  @ApiProperty({ type: Object, additionalProperties: true, required: false })
  @MayBeAbsent()
  @IsMetadata()
  metadata?: Record<string, unknown>;
}

export class EditBusinessDto extends BusinessAnnotations {
  @MayBeAbsent()
  @Text(200)
  name?: string;

  /** True suspends the business: its bots and people are refused, from the next request on. Its cycles go on. */
  @MayBeAbsent()
  @IsBoolean()
  suspended?: boolean;

  /** The most requests of its bots a minute, counted in each server. Further requests get 429. Null removes the limit. */
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
