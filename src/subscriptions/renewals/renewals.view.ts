import { ApiProperty } from '@nestjs/swagger';

/** What a run did, or would do. */
export class RenewalRunView {
  /** Cycles that were opened on the same plan. */
  @ApiProperty({ type: 'integer' })
  renewed: number;
  /** Cycles that were opened on another plan. */
  @ApiProperty({ type: 'integer' })
  switched: number;
  /** Subscriptions that ended. */
  @ApiProperty({ type: 'integer' })
  ended: number;
  /** Subscriptions that failed and are tried again later. */
  @ApiProperty({ type: 'integer' })
  setAside: number;
}

/** A run of the last 14 days that renewed something. */
export class PastRunView extends RenewalRunView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** When it began. */
  at: Date;
  /** How many milliseconds it took. */
  @ApiProperty({ type: 'integer' })
  ms: number;
}

/** A subscription that could not be renewed. */
export class SetAsideView {
  @ApiProperty({ format: 'uuid' })
  businessId: string;
  /** @example 'Analytical Engines' */
  businessName: string;
  @ApiProperty({ format: 'uuid' })
  subscriptionId: string;
  error: string;
  @ApiProperty({ type: 'integer' })
  attempts: number;
  nextAttemptAt: Date;
}

/** The state of the renewal loop. */
export class RenewalsView {
  lastRunAt: Date | null;
  /** For how many seconds the subscription that waits the longest for the loop has been due. */
  lagSeconds: number;
  /** Subscriptions that wait for the loop. */
  @ApiProperty({ type: 'integer' })
  due: number;
  /** Subscriptions that could not be renewed, at most 100, the next attempt first. */
  setAside: SetAsideView[];
}
