import { ApiProperty } from '@nestjs/swagger';

export class TestClockView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  now: Date;
}

/** A test clock after an advance, and what happened on the way. */
export class AdvancedView extends TestClockView {
  /** Cycles opened by renewal. */
  @ApiProperty({ type: 'integer' })
  renewed: number;
  /** Cycles opened by a change of plan. */
  @ApiProperty({ type: 'integer' })
  switched: number;
  /** Subscriptions ended. */
  @ApiProperty({ type: 'integer' })
  ended: number;
}
