import { ApiProperty } from '@nestjs/swagger';
import { UsageCycleView } from '../spending/usage.view.js';

/** A feature whose usage reached a share of what the plan includes in a cycle. */
export class ThresholdView {
  /** @example 'recordings' */
  feature: string;
  /** The share that was reached. @example 80 */
  @ApiProperty({ type: 'integer', enum: [80, 100] })
  percent: number;
  /** The units that this share comes to. @example 80 */
  @ApiProperty({ type: 'integer' })
  threshold: number;
  /** Units that the plan includes. @example 100 */
  @ApiProperty({ type: 'integer' })
  limit: number;
  /** Units that the plan has paid for by now, or things that are held; credits are not among them. @example 80 */
  @ApiProperty({ type: 'integer' })
  used: number;
  @ApiProperty({ format: 'uuid' })
  subscriptionId: string;
  cycle: UsageCycleView;
}
