import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { LONGEST_OVERLAP_SECONDS } from '../common/key-limits.js';
import { Cursor, PageLimit } from '../common/paging.js';
import { Choices, Id, Instant, MayBeAbsent, MayBeNull, Text } from '../common/validation.js';
import { EVENT_TYPE_NAMES } from '../events/index.js';
import { placeIn } from './delivery-place.js';
import { LONGEST_URL } from './target-url.js';
import { DELIVERY_STATES, type DeliveryState, TYPE_CHOICES } from './webhook.view.js';

const Types = () => applyDecorators(Choices(TYPE_CHOICES), ApiProperty({ default: ['*'] }));

export class CreateWebhookDto {
  /**
   * The URL to which events are sent: https, a host on the Internet, no user name, no fragment. Outside of production also http.
   */
  @Text(LONGEST_URL)
  url: string;

  /** The types of events that are sent; `*` stands for all types. */
  @Types()
  types?: string[];

  @MayBeAbsent()
  @Text(200)
  description?: string;
}

export class UpdateWebhookDto {
  /** Another URL, by the same rules. Attempts to the present one no longer count. */
  @MayBeAbsent()
  @Text(LONGEST_URL)
  url?: string;

  /** The types of events that are sent; `*` stands for all types. */
  @Types()
  types?: string[];

  /** False turns the webhook off: nothing is sent to it. The events that it misses can be replayed. */
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({ type: 'string', nullable: true, minLength: 1, maxLength: 200 })
  @MayBeNull()
  @Text(200)
  description?: string | null;
}

export class RotateWebhookDto {
  /** For how many seconds the previous secret signs as well, at most 30 days. */
  @ApiProperty({ type: 'integer', required: false, default: 86_400 })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LONGEST_OVERLAP_SECONDS)
  overlapSeconds?: number;
}

export class DeliveriesQuery extends PageLimit {
  /** The `nextCursor` of the page before. */
  @Cursor((text) => placeIn(text) !== null)
  cursor?: string;

  /** Only deliveries in this state. */
  @ApiProperty({ enum: DELIVERY_STATES, required: false })
  @MayBeAbsent()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;

  /** Only deliveries of events of this type. */
  @ApiProperty({ enum: EVENT_TYPE_NAMES, required: false })
  @MayBeAbsent()
  @IsIn(EVENT_TYPE_NAMES)
  type?: string;
}

/** One event, or all events that were handed out in a period. */
export class ReplayDto {
  /** The event to replay. Without it, `from` is required; with it, no other field is allowed. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Id()
  eventId?: string;

  /** The beginning of the period to replay, in real time. Required without `eventId`. */
  @MayBeAbsent()
  @Instant()
  from?: Date;

  /** The end of the period, in real time, not included; now when absent. */
  @MayBeAbsent()
  @Instant()
  to?: Date;

  /** `failed` means all that are not delivered. */
  @ApiProperty({ enum: ['failed', 'all'], required: false, default: 'failed' })
  @MayBeAbsent()
  @IsIn(['failed', 'all'])
  only?: 'failed' | 'all';
}
