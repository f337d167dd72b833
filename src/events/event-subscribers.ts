import type { EntityManager } from 'typeorm';
import type { EventType } from './event-types.js';

/** A newly numbered event. */
export interface NumberedEvent {
  id: string;
  position: number;
  businessId: string;
  type: EventType;
}

/** Who gets numbered events. The module of webhooks binds it; without a binding, nobody does. */
export abstract class EventSubscribers {
  /**
   * Joins the transaction that numbers these events, in the order of `position`: what is written here stands exactly when
   * they do. Called by one server at a time, so it does nothing slow.
   */
  abstract fanOut(manager: EntityManager, events: NumberedEvent[]): Promise<void>;
}
