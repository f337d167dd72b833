import { type EventType, type NewEvent, previousOf } from '../../events/index.js';
import { subscriptionStateView } from './subscription.view.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** The type of the event for an action of the audit log, if it has another name. */
const TYPE_OF_ACTION: Record<string, EventType> = {
  'subscription.canceled': 'subscription.cancel_scheduled',
  'subscription.pending_plan_dropped': 'subscription.resumed',
  'subscription.trial_extended': 'subscription.changed',
  'subscription.billing_changed': 'subscription.changed',
};

export const typeOfAction = (action: string): EventType => TYPE_OF_ACTION[action] ?? (action as EventType);

/**
 * The event of a subscription that changed from `from` to `row`. It leaves out the terms in force, because only the owner may see
 * them.
 */
export function subscriptionEvent(
  type: EventType,
  row: SubscriptionRow,
  from: SubscriptionRow | null,
  at: Date,
): NewEvent {
  const subscription = subscriptionStateView(row);
  // A new subscription has no previous fields.
  const previous =
    from?.id === row.id ? { previous: previousOf(subscriptionStateView(from), subscription) } : {};
  return { businessId: row.businessId, type, data: { subscription, ...previous }, at };
}
