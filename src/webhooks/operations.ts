import type { OperationNotes } from '../common/operation.js';
import {
  DeliveryView,
  DeliveryWithAttemptsView,
  NewWebhookView,
  ReplayView,
  WebhookSecretView,
  WebhookTestView,
  WebhookView,
} from './webhook.view.js';

/** What the documents say of an operation, for businesses and for operators alike. */
type Told = Omit<OperationNotes, 'id'>;

export const LIST: Told = {
  summary: 'List the webhooks',
  answers: WebhookView,
  list: true,
};
export const CREATE: Told = {
  summary: 'Make a webhook: a URL to which events are sent',
  description:
    'The secret is in this answer and never shown again. Events are signed with it, as Standard Webhooks describes. The host has to be on the Internet.',
  status: 201,
  answers: NewWebhookView,
  body: {
    url: 'https://hooks.example.com/tenure',
    types: ['subscription.renewed', 'subscription.ended'],
    description: 'Provisioning',
  },
  refuses: ['too_many_webhooks'],
};
export const SHOW: Told = {
  summary: 'Show a webhook',
  answers: WebhookView,
  refuses: ['not_found'],
};
export const UPDATE: Told = {
  summary: 'Change a webhook, or turn it on or off',
  answers: WebhookView,
  body: { types: ['*'], enabled: true },
  refuses: ['not_found'],
};
export const DELETE: Told = {
  summary: 'Delete a webhook; what is on its way to it is not sent any more',
  status: 204,
  refuses: ['not_found'],
};
export const ROTATE: Told = {
  summary: 'Replace the secret of a webhook; the one before signs too for as long as you say',
  status: 201,
  answers: WebhookSecretView,
  body: { overlapSeconds: 86_400 },
  refuses: ['not_found'],
};
export const TEST: Told = {
  summary: 'Send a test to a webhook, and hear what it answered',
  answers: WebhookTestView,
  refuses: ['not_found', 'webhook_disabled', 'rate_limited', 'overloaded'],
};
export const DELIVERIES: Told = {
  summary: 'List what was sent to a webhook, or waits to be sent, newest first',
  answers: DeliveryView,
  list: true,
  refuses: ['not_found'],
};
export const DELIVERY: Told = {
  summary: 'Show a delivery with its attempts',
  answers: DeliveryWithAttemptsView,
  refuses: ['not_found'],
};
export const REPLAY: Told = {
  summary: 'Deliver again: one event, or all of a time',
  description:
    'Events keep their id, so a receiver that remembers ids sees which it knows. Of a time, 10,000 events at most are queued; `continueFrom` says where the next replay begins.',
  status: 202,
  answers: ReplayView,
  body: { from: '2026-01-01T00:00:00.000Z', only: 'failed' },
  refuses: ['not_found', 'webhook_disabled'],
};
