import { IsBoolean } from 'class-validator';
import { MayBeAbsent, QueryFlag } from '../../common/validation.js';

export class RenewalsQuery {
  /** Whether only to report what the run would do. */
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  dryRun?: boolean;
}
