import type { EntityManager } from 'typeorm';
import type { EventType } from './event-types.js';

/** A newly numbered event. */
export interface NumberedEvent {
  id: string;
  position: number;
  businessId: string;
  type: EventType;
}

/** The receivers of numbered events. The module of webhooks binds it; without a binding nobody gets them. */
export abstract class EventSubscribers {
  /**
   * Joins the transaction that numbers these events, in the order of `position`: what is written here stands exactly when
   * they do. Called by one server at a time, so it does nothing slow.
   */
  abstract fanOut(manager: EntityManager, events: NumberedEvent[]): Promise<void>;

  /**
   * Joins the transaction that took a person out of these events of one business: what receivers answered to them may repeat
   * what they were sent, so it is forgotten.
   */
  abstract forgetAnswers(manager: EntityManager, businessId: string, eventIds: string[]): Promise<void>;
}
