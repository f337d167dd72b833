import { IsUUID } from 'class-validator';
import { Email, LongText, MayBeAbsent } from '../common/validation.js';

export class LoginDto {
  @Email()
  email: string;

  @LongText(1000)
  password: string;

  /** The business to act in; the one used last when absent. */
  @MayBeAbsent()
  @IsUUID()
  businessId?: string;
}

export class RefreshTokenDto {
  @LongText(200)
  refreshToken: string;
}
