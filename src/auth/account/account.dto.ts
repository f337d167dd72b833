import { Email, LongText } from '../../common/validation.js';
import { NewPassword } from '../../users/index.js';

export class EmailDto {
  @Email()
  email: string;
}

export class TokenDto {
  /** The token in the mailed link. */
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

  /** The present password, as a proof. */
  @LongText(1000)
  password: string;
}
