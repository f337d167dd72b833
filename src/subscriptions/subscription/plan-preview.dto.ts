import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Code, MayBeAbsent } from '../../common/validation.js';
import type { When } from './change-rules.js';
import { AsWhen } from './subscription.dto.js';

export class PlanPreviewQuery {
  /** The plan to show. */
  @Code()
  planCode: string;

  /** When the change takes effect. If it is absent, the prices of the two plans decide, as for the change. */
  @AsWhen()
  when?: When;

  /** Whether to show the newest terms of the present plan instead of those in force. */
  @ApiProperty({ enum: ['newest'], required: false })
  @MayBeAbsent()
  @IsIn(['newest'])
  terms?: 'newest';
}
