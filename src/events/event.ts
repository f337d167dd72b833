import type { EventType } from './event-types.js';

/** An event to record. */
export interface NewEvent {
  businessId: string;
  type: EventType;
  /** What a GET would answer now, and `previous` with the old values of the fields that changed. Never a secret. */
  data: Record<string, unknown>;
  /** In the time of the business. */
  at: Date;
}

/** A row of `events`. */
export interface EventRow {
  id: string;
  businessId: string;
  type: EventType;
  /** In the time of the business. */
  at: Date;
  /** Whether the business lives on a test clock. */
  test: boolean;
  /** Counts the events of the business from 1, without gaps. */
  sequence: number;
  /** Counts all events of the installation. */
  position: number;
  /** JSON, as it was recorded. */
  data: string;
}

/** For operators: the business's id in their own system as it is now, null without one. Absent for others. */
interface OwnId {
  externalId?: string | null;
}

/** The body of a delivery, at most 20 kB. It has the same bytes in every attempt, but for an `externalId` that has changed. */
export function eventBody({
  type,
  at,
  businessId,
  externalId,
  sequence,
  test,
  data,
}: EventRow & OwnId): string {
  const head = JSON.stringify({ type, timestamp: at, businessId, externalId, sequence, test });
  return `${head.slice(0, -1)},"data":${data}}`;
}
