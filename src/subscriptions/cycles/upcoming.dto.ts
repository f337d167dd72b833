import { IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent, QueryNumber } from '../../common/validation.js';

export class UpcomingQuery {
  /** How many renewals to look ahead, 12 by default. */
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(100)
  cycles?: number;
}
