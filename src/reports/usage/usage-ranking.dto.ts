import { ApiProperty } from '@nestjs/swagger';
import { PageLimit, Cursor } from '../../common/paging.js';
import { Code, MayBeAbsent, Satisfies } from '../../common/validation.js';
import { rankedPlace } from './ranked-place.js';

const MONTH = /^(?!0000)\d{4}-(0[1-9]|1[0-2])$/;

export class UsageRankingQuery extends PageLimit {
  /** The `nextCursor` of the page before. */
  @Cursor((text) => rankedPlace(text) !== null)
  cursor?: string;

  /** A metered feature. */
  @Code()
  feature: string;

  /** A month in UTC; this month if absent. @example '2026-01' */
  @ApiProperty({ type: String, required: false, pattern: MONTH.source })
  @MayBeAbsent()
  @Satisfies('must be a month such as 2026-01', (value) => typeof value === 'string' && MONTH.test(value))
  month?: string;
}
