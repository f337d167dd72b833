import { Email, LongText } from '../../common/validation.js';
import { NewPassword } from '../../users/index.js';

export class EmailDto {
  @Email()
  email: string;
}

export class TokenDto {
  /** The token in the link that was mailed. */
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
