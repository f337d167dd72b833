import { ApiProperty } from '@nestjs/swagger';
import { IntervalView, PriceView } from '../../billing-plans/index.js';

/**
 * A feature that is above what the plan allows: resources that are held, or units used in a cycle that goes on. Held resources
 * are kept; further ones are refused.
 */
export class OverLimitView {
  feature: string;
  @ApiProperty({ type: 'integer' })
  used: number;
  @ApiProperty({ type: 'integer' })
  limit: number;
}

/** What a change of plan would bring. */
export class PlanPreviewView {
  planCode: string;
  @ApiProperty({ enum: ['now', 'cycleEnd'] })
  when: 'now' | 'cycleEnd';
  effectiveAt: Date;
  /** For one cycle. */
  price: PriceView;
  interval: IntervalView;
  /** Whether it would begin with the plan's trial. */
  trial: boolean;
  overLimit: OverLimitView[];
}
