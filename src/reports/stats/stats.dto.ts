import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Code, IsDay, MayBeAbsent } from '../../common/validation.js';
import { FIGURES } from './figures.js';

export class DailyStatsQuery {
  /**
   * `signups` counts new businesses; `started` and `ended` count subscriptions; `live` and `monthlyAmount` are the state at the
   * end of the day; `used` counts the units of metered features.
   */
  @ApiProperty({ enum: FIGURES })
  @IsIn(FIGURES)
  metric: (typeof FIGURES)[number];

  /** Only this feature; for `used`. An unknown feature, or one that is not metered, has no days. */
  @MayBeAbsent()
  @Code()
  feature?: string;

  /** Only this plan; for `started`, `ended`, `live` and `monthlyAmount`. */
  @MayBeAbsent()
  @Code()
  planCode?: string;

  /** The first day, in UTC. If absent, the page has 90 days. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  from?: string;

  /** The last day, in UTC; today if absent. At most 400 days from the first. */
  @ApiProperty({ type: String, format: 'date', required: false })
  @MayBeAbsent()
  @IsDay()
  to?: string;
}
