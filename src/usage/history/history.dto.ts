import { ApiProperty } from '@nestjs/swagger';
import { PageQuery } from '../../common/paging.js';
import { Code, IsDay, MayBeAbsent } from '../../common/validation.js';

export class HeldQuery extends PageQuery {
  /** An allocated feature. */
  @Code()
  feature: string;
}

export class DailyQuery {
  /** A metered feature. If it is absent, all metered features are listed. */
  @MayBeAbsent()
  @Code()
  feature?: string;

  /** The first day, in UTC. The default is the earliest day that is kept: the first of the last 90 days, including today. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  from?: string;

  /** The last day, in UTC. The default is today. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  to?: string;
}
