import { Email, MayBeAbsent, Text } from '../../common/validation.js';
import { SecondFactorCode } from '../second-factor/second-factor.dto.js';

export class CreatePortalSessionDto {
  /** The e-mail address of an active member of the business. */
  @Email()
  email: string;

  /**
   * The URL to which the dashboard leads back. Its origin has to be that of `PUBLIC_URL` or one of `RETURN_ORIGINS`. A person who
   * comes from a page of this origin does not have to confirm before the link opens.
   */
  @MayBeAbsent()
  @Text(1_000)
  returnUrl?: string;
}

export class OpenPortalSessionDto {
  /** The code of the second factor, for people who have one: six digits of the app, or a recovery code. @example '123456' */
  @MayBeAbsent()
  @SecondFactorCode()
  code?: string;
}
