import { Email, MayBeAbsent, Text } from '../../common/validation.js';
import { NewPassword } from '../../users/index.js';

export class CreateOperatorDto {
  @Email()
  email: string;

  @Text(100)
  firstName: string;

  @Text(100)
  lastName: string;

  /** 10 to 128 characters. Without a password, the operator gets a mail with a link to choose one. */
  @MayBeAbsent()
  @NewPassword()
  password?: string;
}
