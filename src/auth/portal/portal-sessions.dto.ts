import { Email, MayBeAbsent, Text } from '../../common/validation.js';
import { SecondFactorCode } from '../second-factor/second-factor.dto.js';

export class CreatePortalSessionDto {
  /** The address of an active member of the business. */
  @Email()
  email: string;

  /**
   * Where the dashboard leads back to: an address of `PUBLIC_URL` or `RETURN_ORIGINS`. A person who comes from a page of its
   * origin is not asked before the link opens.
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
