import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { Cursor, PageLimit } from '../../common/paging.js';
import { Code, Id, Instant, MayBeAbsent, QueryFlag } from '../../common/validation.js';
import { duePlace } from './due-place.js';

const LIVE_STATUSES = ['trialing', 'active', 'pastDue'] as const;

/** Which subscriptions to list. An absent filter is ignored. */
export class SubscriptionsQuery extends PageLimit {
  /** The `nextCursor` of the page before. */
  @Cursor((text) => duePlace(text) !== null)
  cursor?: string;

  /** Only subscriptions with this status. */
  @ApiProperty({ enum: LIVE_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(LIVE_STATUSES)
  status?: (typeof LIVE_STATUSES)[number];

  /** Only subscriptions on this plan. */
  @MayBeAbsent()
  @Code()
  planCode?: string;

  /** Only subscriptions whose trial, cycle or grace ends before this time. */
  @MayBeAbsent()
  @Instant()
  endsBefore?: Date;

  /** Only subscriptions that end with their cycle, or only those that do not. */
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  canceling?: boolean;

  /** Only subscriptions of businesses that live at the time of this test clock. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Id()
  testClockId?: string;
}
