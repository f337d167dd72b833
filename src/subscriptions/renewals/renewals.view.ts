import { ApiProperty } from '@nestjs/swagger';

/** What a run did, or would do. */
export class RenewalRunView {
  /** Cycles opened by renewal. */
  @ApiProperty({ type: 'integer' })
  renewed: number;
  /** Cycles opened by a change of plan. */
  @ApiProperty({ type: 'integer' })
  switched: number;
  /** Subscriptions ended. */
  @ApiProperty({ type: 'integer' })
  ended: number;
  /** Subscriptions that failed and are tried again later. */
  @ApiProperty({ type: 'integer' })
  setAside: number;
}

/** A run of the last 14 days that found something to do. */
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

/** Where the renewal loop stands. */
export class RenewalsView {
  lastRunAt: Date | null;
  /** Seconds since the oldest subscription that waits for the loop was due. */
  lagSeconds: number;
  /** Subscriptions that wait for the loop. */
  @ApiProperty({ type: 'integer' })
  due: number;
  /** Subscriptions that failed to renew, at most 100, the next attempt first. */
  setAside: SetAsideView[];
}
