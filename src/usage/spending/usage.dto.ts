import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min, ValidateNested } from 'class-validator';
import { Code, MayBeAbsent, Satisfies } from '../../common/validation.js';
import {
  BUSINESS_NAME_MESSAGE,
  LONGEST_BUSINESS_NAME,
  readBusinessName,
} from '../../common/business-name.js';
import { KEY_PATTERN } from '../idempotency/idempotency-key.js';

/** The highest number of units of one call. */
export const MAX_AMOUNT = 2 ** 31 - 1;

/** The highest number of spends of one batch. */
const MAX_ITEMS = 100;

const isListOfObjects = (items: unknown): boolean =>
  Array.isArray(items) &&
  items.length > 0 &&
  items.length <= MAX_ITEMS &&
  items.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));

export class ConsumeDto {
  /** A metered feature, or a switch. */
  @Code()
  feature: string;

  /** The units to spend. All of them are granted, or none. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_AMOUNT, default: 1, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;
}

export class BatchItemDto extends ConsumeDto {
  /** The idempotency key of this spend, like the header of a single spend. */
  @ApiProperty({ required: false, minLength: 1, maxLength: 255, pattern: KEY_PATTERN.source })
  @MayBeAbsent()
  @Matches(KEY_PATTERN, { message: 'must be 1 to 255 visible ASCII characters' })
  idempotencyKey?: string;

  /**
   * With an operator key: the business that spends, by its id or as `external:<externalId>`. If it is absent, the business of
   * `X-Business` spends. The key of a bot names its business, so items of a bot must not name one.
   */
  @ApiProperty({ required: false, maxLength: LONGEST_BUSINESS_NAME, example: 'external:crm-7' })
  @MayBeAbsent()
  @Satisfies(BUSINESS_NAME_MESSAGE, (value) => typeof value === 'string' && readBusinessName(value) !== null)
  business?: string;
}

export class BatchDto {
  /** The spends, in order. Each is granted or refused by itself. */
  @ApiProperty({ type: () => [BatchItemDto], minItems: 1, maxItems: 100 })
  @Satisfies('must be a list of 1 to 100 objects', isListOfObjects)
  @ValidateNested({ each: true })
  @Type(() => BatchItemDto)
  items: BatchItemDto[];
}

export class RefundDto {
  /** The units to give back. The default is all that is left. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_AMOUNT, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;
}
