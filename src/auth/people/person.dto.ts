import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { PageQuery } from '../../common/paging.js';
import { Email, MayBeAbsent } from '../../common/validation.js';

export class UsersQuery extends PageQuery {
  /** Only the person with this address. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Email()
  email?: string;
}

export class EditUserDto {
  /** True suspends the person: all sessions end at once, and every log-in is refused. */
  @IsBoolean()
  suspended: boolean;
}
