import { Email, Id, LongText, MayBeAbsent } from '../../common/validation.js';
import { SecondFactorCode } from '../second-factor/second-factor.dto.js';

export class LoginDto {
  @Email()
  email: string;

  @LongText(1000)
  password: string;

  /** The code of the second factor, for people who have one: six digits of the app, or a recovery code. @example '123456' */
  @MayBeAbsent()
  @SecondFactorCode()
  code?: string;

  /**
   * The business in which to act. If it is absent, the one that was used last, if that is open; else the only open one; else none:
   * then switch to one.
   */
  @MayBeAbsent()
  @Id()
  businessId?: string;
}

export class RefreshTokenDto {
  @LongText(200)
  refreshToken: string;
}
