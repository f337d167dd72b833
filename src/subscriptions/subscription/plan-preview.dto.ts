import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Code, MayBeAbsent } from '../../common/validation.js';

const WHENS = ['now', 'cycleEnd'] as const;

export class PlanPreviewQuery {
  /** The plan to show. */
  @Code()
  planCode: string;

  /** When the change takes effect. If absent, as for the change itself. */
  @ApiProperty({ enum: WHENS, required: false })
  @MayBeAbsent()
  @IsIn(WHENS)
  when?: (typeof WHENS)[number];

  /** Whether to show the newest terms of the present plan instead of those in force. */
  @ApiProperty({ enum: ['newest'], required: false })
  @MayBeAbsent()
  @IsIn(['newest'])
  terms?: 'newest';
}
