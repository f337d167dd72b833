import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Code, MayBeAbsent } from '../../common/validation.js';

const WHENS = ['now', 'cycleEnd'] as const;

export class PlanPreviewQuery {
  /** The plan to look at. */
  @Code()
  planCode: string;

  /** When the change would be asked for; unless told, as for the change itself. */
  @ApiProperty({ enum: WHENS, required: false })
  @MayBeAbsent()
  @IsIn(WHENS)
  when?: (typeof WHENS)[number];

  /** Of the plan it is on: look at its newest terms, not at those in force. */
  @ApiProperty({ enum: ['newest'], required: false })
  @MayBeAbsent()
  @IsIn(['newest'])
  terms?: 'newest';
}
