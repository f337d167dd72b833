import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Code, MayBeAbsent } from '../common/validation.js';

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
}
