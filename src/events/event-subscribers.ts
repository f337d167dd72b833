import type { EntityManager } from 'typeorm';
import type { EventType } from './event-types.js';

/** A newly numbered event. */
export interface NumberedEvent {
  id: string;
  position: number;
  businessId: string;
  type: EventType;
}

/** Receives numbered events. The webhooks module binds it; without a binding nobody receives events. */
export abstract class EventSubscribers {
  /**
   * Joins the transaction that numbers these events, so its writes are committed with them. The events come in the order of
   * `position`. Only one server at a time calls it, so it must do nothing slow.
   */
  abstract fanOut(manager: EntityManager, events: NumberedEvent[]): Promise<void>;

  /**
   * Joins the transaction that removed a person from these events of one business. It erases what receivers answered to the
   * events, because an answer may repeat what was sent.
   */
  abstract eraseResponses(manager: EntityManager, businessId: string, eventIds: string[]): Promise<void>;
}
