import { ApiProperty } from '@nestjs/swagger';
import { PageQuery } from '../../common/paging.js';
import { Code, IsDay, MayBeAbsent } from '../../common/validation.js';

export class HeldQuery extends PageQuery {
  /** An allocated feature. */
  @Code()
  feature: string;
}

export class DailyQuery {
  /** Only this metered feature. */
  @MayBeAbsent()
  @Code()
  feature?: string;

  /** The first day, in UTC. By default the earliest that is kept, 90 days back with today. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  from?: string;

  /** The last day, in UTC. By default today. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  to?: string;
}
