import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { PageLimit } from '../common/paging.js';
import { Id, MAX_UNITS, MayBeAbsent, QueryNumber } from '../common/validation.js';
import { EVENT_TYPE_NAMES, type EventType } from './event-types.js';

/** What the documents say of a page that is filtered. */
export const FILTERED_PAGES_NOTE = 'With `type` a page may have few events or none although more follow.';

export class EventsQuery extends PageLimit {
  /** Events after this number: the `nextCursor` of the previous page, or the number of the last event that you have seen. */
  @ApiProperty({ type: 'integer', required: false })
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(0)
  @Max(MAX_UNITS)
  after?: number;

  /** Only events of this type. */
  @ApiProperty({ enum: EVENT_TYPE_NAMES, required: false })
  @MayBeAbsent()
  @IsIn(EVENT_TYPE_NAMES)
  type?: EventType;
}

const ORDERS = ['oldest', 'newest'] as const;

export class AdminEventsQuery extends EventsQuery {
  /** Which events come first. With `newest`, `after` gives events with lower numbers, because these come later in the list. */
  @ApiProperty({ enum: ORDERS, default: 'oldest', required: false })
  @MayBeAbsent()
  @IsIn(ORDERS)
  order?: (typeof ORDERS)[number];

  /** Only events of this business. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Id()
  businessId?: string;
}
