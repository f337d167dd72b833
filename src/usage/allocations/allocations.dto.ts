import { IsDate } from 'class-validator';
import { Instant, MayBeAbsent } from '../../common/validation.js';

export class HoldDto {
  /** When the hold ends. Never when absent. */
  @MayBeAbsent()
  @Instant()
  @IsDate({ message: 'must be an ISO 8601 time with offset' })
  expiresAt?: Date;
}
