import { Instant, MayBeAbsent } from '../../common/validation.js';

export class HoldDto {
  /** When the hold ends. If it is absent, the hold never ends by itself. */
  @MayBeAbsent()
  @Instant()
  expiresAt?: Date;
}
