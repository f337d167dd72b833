/**
 * Every type of event, with its meaning. Types are added; the meaning of a type never changes. `src/openapi/openapi-webhooks.ts`
 * says what `data` holds for each type.
 */
export const EVENT_TYPES = {
  'business.created': 'A business signed up, or was created by an operator.',
  'business.edited': 'A business was renamed, or an operator changed what it notes about it.',
  'business.suspended': 'An operator suspended the business: its people and bots are refused.',
  'business.resumed': 'An operator ended the suspension.',
  'business.closed': 'The business was closed for good. Its subscription ended and its keys were revoked.',
  'business.handed_over': 'Another member owns the business now.',
  'business.erased': 'The data of a closed business were erased. Only operators get this event.',
  'subscription.started': 'A subscription began.',
  'subscription.renewed': 'The next cycle began on the same plan.',
  'subscription.changed': 'The subscription is on another plan, or its running cycle was changed.',
  'subscription.change_scheduled': 'Another plan takes over when the cycle ends.',
  'subscription.cancel_scheduled': 'The subscription ends when the cycle ends.',
  'subscription.resumed': 'The subscription goes on: a scheduled end or change of plan was taken back.',
  'subscription.ended': 'The subscription ended.',
  'subscription.trial_ending': 'The trial ends within three days.',
  'subscription.past_due': 'An invoice was declined or is overdue. Access goes on until `accessUntil`.',
  'subscription.recovered': 'All that was declined or overdue is paid or waived.',
  'subscription.lapsed':
    'An invoice was not paid in time: the subscription ended, or is on the plan that follows.',
  'invoice.issued': 'An invoice got its number, and its due date if it has one.',
  'invoice.paid': 'An invoice was paid.',
  'invoice.payment_failed': 'A payment of an invoice was declined.',
  'invoice.voided': 'An invoice need not be paid any more.',
  'invoice.refunded': 'Money was sent back: a credit note was written.',
  'invoice.disputed': 'The payer disputes a payment.',
  'invoice.charged_back': 'A dispute was lost.',
  'usage.threshold_reached': 'Usage reached 80 % or 100 % of what the plan includes in a cycle.',
  'credit.granted': 'An operator granted credits.',
  'credit.voided': 'An operator took back the rest of a grant.',
  'member.added': 'A person became a member of the business.',
  'member.changed': 'A member has another role, name or scopes, or was switched on or off.',
  'member.removed': 'A member left, or was removed.',
  'invitation.created': 'Somebody was invited.',
  'invitation.accepted': 'An invitation was accepted.',
  'invitation.revoked': 'An invitation was taken back.',
  'bot.created': 'A bot was made.',
  'key.created': 'A key of a bot was made.',
  'key.rotated': 'A key of a bot was replaced by another.',
  'key.revoked': 'A key of a bot was revoked.',
  'webhook.disabled': 'A webhook was turned off, because deliveries failed for too long or it answered 410.',
  'webhook.test': 'Somebody sent a test to a webhook. It is sent to that webhook alone, and is not recorded.',
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as EventType[];
