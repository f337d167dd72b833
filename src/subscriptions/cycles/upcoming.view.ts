import { ApiProperty } from '@nestjs/swagger';

const EVENTS = ['renew', 'switch', 'end'] as const;

/** What happens when a cycle is over: the next cycle, on the same plan or on another, or the end of the subscription. */
export class UpcomingView {
  /** The index of the cycle that begins. At an end, the index that the next cycle would have. */
  @ApiProperty({ type: 'integer' })
  index: number;
  /** When it happens, which is the end of the cycle before. */
  startsAt: Date;
  /** The end of the cycle that begins. Null at the end of the subscription. */
  endsAt: Date | null;
  /** The plan of the cycle that begins. At an end, the last plan. */
  planCode: string;
  @ApiProperty({ enum: EVENTS })
  event: (typeof EVENTS)[number];
  /** The price of the cycle, in minor units, where the subscription is invoiced. @example 4900 */
  @ApiProperty({ type: 'integer', required: false })
  amount?: number;
  /** The currency of `amount`, ISO 4217. @example 'USD' */
  currency?: string;
}
