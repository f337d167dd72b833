import { IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent, QueryNumber } from '../../common/validation.js';

export class UpcomingQuery {
  /** How many turns to look ahead; 12 unless told. */
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(100)
  cycles?: number;
}
