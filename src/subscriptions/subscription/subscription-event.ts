import { type EventType, type NewEvent, previousOf } from '../../events/index.js';
import { type SubscriptionRow, subscriptionStateView } from './subscription.view.js';

/** What an action of the audit is among the events, where it has another name there. */
const TYPE_OF_ACTION: Record<string, EventType> = {
  'subscription.canceled': 'subscription.cancel_scheduled',
  'subscription.pending_plan_dropped': 'subscription.resumed',
  'subscription.trial_extended': 'subscription.changed',
};

export const typeOfAction = (action: string): EventType => TYPE_OF_ACTION[action] ?? (action as EventType);

/** The event of a subscription that is as in `row` now, and was as in `from`. The terms in force are for the owner, so they are left out. */
export function subscriptionEvent(
  type: EventType,
  row: SubscriptionRow,
  from: SubscriptionRow | null,
  at: Date,
): NewEvent {
  const subscription = subscriptionStateView(row);
  // A new subscription has no fields of the one before it.
  const previous =
    from?.id === row.id ? { previous: previousOf(subscriptionStateView(from), subscription) } : {};
  return { businessId: row.businessId, type, data: { subscription, ...previous }, at };
}
