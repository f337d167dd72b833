import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Code, IsDay, MayBeAbsent } from '../../common/validation.js';
import { METRICS } from './metrics.js';

export class DailyStatsQuery {
  /**
   * `signups` are new businesses, `started` and `ended` subscriptions, `live` and `monthlyAmount` how it stood when the day
   * was over, `used` the units of metered features.
   */
  @ApiProperty({ enum: METRICS })
  @IsIn(METRICS, { message: `must be one of ${METRICS.join(', ')}` })
  metric: (typeof METRICS)[number];

  /** Only this feature; for `used`. */
  @MayBeAbsent()
  @Code()
  feature?: string;

  /** Only this plan; for `started`, `ended`, `live` and `monthlyAmount`. */
  @MayBeAbsent()
  @Code()
  planCode?: string;

  /** The first day, in UTC. By default 90 days with the last. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  from?: string;

  /** The last day, in UTC. By default today. At most 400 days from the first. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  to?: string;
}
