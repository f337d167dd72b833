import { IsDate } from 'class-validator';
import { Instant, MayBeAbsent } from '../../common/validation.js';

export class HoldDto {
  /** When the hold ends. If it is absent, the hold never ends by itself. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  expiresAt?: Date;
}
