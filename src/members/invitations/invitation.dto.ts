import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Email } from '../../common/validation.js';

export const INVITED_ROLES = ['admin', 'member'] as const;

export class InviteDto {
  @Email()
  email: string;

  @IsIn(INVITED_ROLES)
  @ApiProperty({ enum: INVITED_ROLES })
  role: 'admin' | 'member';
}
