import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { Id, MayBeAbsent } from '../common/validation.js';
import { INVITED_ROLES } from './invitations/invitation.dto.js';

export class NewOwnerDto {
  /** The new owner: a person who is an active member of the business. */
  @Id()
  memberId: string;
}

export class EditMemberDto {
  /** The new role. Only for people. */
  @MayBeAbsent()
  @IsIn(INVITED_ROLES)
  @ApiProperty({ enum: INVITED_ROLES, required: false })
  role?: 'admin' | 'member';

  /** False switches the member off: all its requests are refused, from the next one on. */
  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;
}
