import { ApiProperty } from '@nestjs/swagger';
import type { EventRow } from './event.js';
import { EVENT_TYPE_NAMES, type EventType } from './event-types.js';

/** Something that happened to a business. */
export class EventView {
  /** The id of the event. Every delivery of it has the same id, as `webhook-id`. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'subscription.changed' */
  @ApiProperty({ enum: EVENT_TYPE_NAMES })
  type: EventType;
  /** When it happened, in the time of the business. */
  timestamp: Date;
  @ApiProperty({ format: 'uuid' })
  businessId: string;
  /** Counts the events of the business from 1, without gaps. @example 42 */
  @ApiProperty({ type: 'integer' })
  sequence: number;
  /** True on a test clock. @example false */
  test: boolean;
  /**
   * What a GET answered at that moment, and `previous` with the old values of the fields that changed. The webhooks of this
   * document describe it for each type.
   */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: Record<string, unknown>;
}

/** An event as operators see it, among those of all businesses. */
export class OperatorEventView extends EventView {
  /** The business's id in your own system, as it is now; null without one. @example 'crm-7' */
  @ApiProperty({ type: String, nullable: true })
  externalId: string | null;
  /** Counts all events of the installation, in the order in which they were numbered. @example 1042 */
  @ApiProperty({ type: 'integer' })
  position: number;
}

/** A type of event. */
export class EventTypeView {
  /** @example 'subscription.renewed' */
  @ApiProperty({ enum: EVENT_TYPE_NAMES })
  type: EventType;
  /** @example 'The next cycle began on the same plan.' */
  description: string;
}

export const eventView = ({ id, type, at, businessId, sequence, test, data }: EventRow): EventView => ({
  id,
  type,
  timestamp: at,
  businessId,
  sequence,
  test,
  data: JSON.parse(data) as Record<string, unknown>,
});

export const operatorEventView = (row: EventRow, externalId: string | null): OperatorEventView => ({
  ...eventView(row),
  externalId,
  position: row.position,
});
