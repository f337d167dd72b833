import { IsBoolean } from 'class-validator';
import { MayBeAbsent, QueryFlag } from '../../common/validation.js';

export class RenewalsQuery {
  /** Only reports what would be done. */
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  dryRun?: boolean;
}
