import { ApiProperty } from '@nestjs/swagger';

const EVENTS = ['renew', 'switch', 'end'] as const;

/** What happens when a cycle is over: the next cycle, on the same plan or on another, or the end. */
export class UpcomingView {
  /** The index of the cycle that begins; at an end, of the one that would. */
  @ApiProperty({ type: 'integer' })
  index: number;
  /** When it happens: the end of the cycle before. */
  startsAt: Date;
  /** The end of the cycle that begins; null at an end, where none does. */
  endsAt: Date | null;
  /** The plan of the cycle that begins; at an end, of the one that was the last. */
  planCode: string;
  @ApiProperty({ enum: EVENTS })
  event: (typeof EVENTS)[number];
}
