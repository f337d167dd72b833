import { ApiProperty } from '@nestjs/swagger';
import { UsageCycleView } from '../spending/usage.view.js';
import { ALERT_PERCENTS } from './alerts.sql.js';

/** A feature whose usage reached 80 or 100 percent of what the plan includes in a cycle. */
export class ThresholdView {
  /** @example 'recordings' */
  feature: string;
  /** The percentage that was reached. @example 80 */
  @ApiProperty({ type: 'integer', enum: ALERT_PERCENTS })
  percent: number;
  /** The threshold in units. @example 80 */
  @ApiProperty({ type: 'integer' })
  threshold: number;
  /** Units that the plan includes. @example 100 */
  @ApiProperty({ type: 'integer' })
  limit: number;
  /** The units that the plan has paid for, or the number of holds. Credits do not count. @example 80 */
  @ApiProperty({ type: 'integer' })
  used: number;
  @ApiProperty({ format: 'uuid' })
  subscriptionId: string;
  cycle: UsageCycleView;
}
