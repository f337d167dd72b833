import { LongText } from '../../common/validation.js';

export class IntrospectDto {
  /** An access token, as a person sent it to you. */
  @LongText(8192)
  token: string;
}
