import { ApiProperty } from '@nestjs/swagger';

export interface CycleUsage {
  used: number;
  limit: number | null;
}

/** A cycle of a subscription, half open: `[startsAt, endsAt)`. */
export class CycleView {
  @ApiProperty({ format: 'uuid' })
  subscriptionId: string;
  /** Counts the cycles of the subscription from 0. */
  @ApiProperty({ type: 'integer' })
  index: number;
  startsAt: Date;
  endsAt: Date;
  planCode: string;
  trial: boolean;
  /** The used units and the limit of the plan, for each metered feature. A limit of null is unlimited. */
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['used', 'limit'],
      properties: { used: { type: 'integer' }, limit: { type: 'integer', nullable: true } },
    },
  })
  usage: Record<string, CycleUsage>;
}
