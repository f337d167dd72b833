import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { Cursor, PageLimit } from '../../common/paging.js';
import { Code, ForeignId, Id, MayBeAbsent, QueryFlag, Text } from '../../common/validation.js';
import { type SubscriptionStatus, SUBSCRIPTION_STATUSES } from '../../subscriptions/index.js';
import { isPlaceInList, LONGEST_CURSOR } from './place-in-list.js';

/** Which businesses to list. An absent filter is ignored. */
export class BusinessesQuery extends PageLimit {
  /** The `nextCursor` of the previous page, with the same `search`. */
  @Cursor(isPlaceInList, LONGEST_CURSOR)
  cursor?: string;

  /** An id, or the beginning of the name in any case. With an @, the beginning of the owner’s e-mail address. */
  @MayBeAbsent()
  @Text(200)
  search?: string;

  /** The status of the live subscription, else of the one that ended last. */
  @ApiProperty({ enum: SUBSCRIPTION_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(SUBSCRIPTION_STATUSES)
  status?: SubscriptionStatus;

  /** Only businesses on this plan; with `status=ended`, those that were on it last. */
  @MayBeAbsent()
  @Code()
  planCode?: string;

  /** True lists only suspended businesses, false only the others. */
  @MayBeAbsent()
  @QueryFlag()
  @IsBoolean()
  suspended?: boolean;

  /** Only businesses that live at the time of this test clock. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Id()
  testClockId?: string;

  /** Only the business with this id in the operator's own system. */
  @MayBeAbsent()
  // Longer than a new one can be: older releases did not count variation selectors, which can follow each character.
  @ForeignId(400)
  externalId?: string;
}
