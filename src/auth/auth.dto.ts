import { IsUUID } from 'class-validator';
import { Email, LongText, MayBeAbsent, Text } from '../common/validation.js';
import { NewPassword } from '../users/index.js';

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

export class EmailDto {
  @Email()
  email: string;
}

export class TokenDto {
  /** As it stands in the link that was mailed. */
  @LongText(200)
  token: string;
}

export class NewPasswordDto extends TokenDto {
  /** 10 to 128 characters. */
  @NewPassword()
  password: string;
}

export class ChangePasswordDto {
  @LongText(1000)
  current: string;

  /** 10 to 128 characters. */
  @NewPassword()
  password: string;
}

export class ChangeEmailDto {
  @Email()
  email: string;

  /** The present one, as a proof. */
  @LongText(1000)
  password: string;
}

export class EditMeDto {
  @MayBeAbsent()
  @Text(100)
  firstName?: string;

  @MayBeAbsent()
  @Text(100)
  lastName?: string;
}
