import { LongText } from '../../common/validation.js';

export class IntrospectDto {
  /** The access token that a person sent to you. */
  @LongText(8192)
  token: string;
}
