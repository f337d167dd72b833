import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageQuery } from '../common/paging.js';
import { MayBeAbsent } from '../common/validation.js';

export class MembersQuery extends PageQuery {
  /** Only people, or only bots. */
  @ApiProperty({ enum: ['human', 'bot'], required: false })
  @MayBeAbsent()
  @IsIn(['human', 'bot'])
  kind?: 'human' | 'bot';
}
