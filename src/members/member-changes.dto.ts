import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsUUID } from 'class-validator';
import { MayBeAbsent } from '../common/validation.js';
import { INVITED_ROLES } from './invitations/invitations.dto.js';

export class NewOwnerDto {
  /** An active person of the business. */
  @IsUUID()
  memberId: string;
}

export class EditMemberDto {
  /** People only. */
  @MayBeAbsent()
  @IsIn(INVITED_ROLES)
  @ApiProperty({ enum: INVITED_ROLES, required: false })
  role?: 'admin' | 'member';

  /** A member that is switched off is refused from the next request on. */
  @MayBeAbsent()
  @IsBoolean()
  active?: boolean;
}
