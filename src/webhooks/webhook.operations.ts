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

/** The OpenAPI texts of an operation. Both routes have it: that of businesses and that of operators. */
type SharedNotes = Omit<OperationNotes, 'id'>;

export const LIST: SharedNotes = {
  summary: 'List the webhooks',
  answers: WebhookView,
  list: true,
};
export const CREATE: SharedNotes = {
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
export const SHOW: SharedNotes = {
  summary: 'Show a webhook',
  answers: WebhookView,
  refuses: ['not_found'],
};
export const UPDATE: SharedNotes = {
  summary: 'Change a webhook, or turn it on or off',
  answers: WebhookView,
  body: { types: ['*'], enabled: true },
  refuses: ['not_found'],
};
export const DELETE: SharedNotes = {
  summary: 'Delete a webhook; deliveries that wait are not sent any more',
  status: 204,
  refuses: ['not_found'],
};
export const ROTATE: SharedNotes = {
  summary: 'Replace the secret of a webhook; the previous secret signs as well for `overlapSeconds`',
  status: 201,
  answers: WebhookSecretView,
  body: { overlapSeconds: 86_400 },
  refuses: ['not_found'],
};
export const TEST: SharedNotes = {
  summary: 'Send a test to a webhook, and show the result',
  answers: WebhookTestView,
  refuses: ['not_found', 'webhook_disabled', 'rate_limited', 'overloaded'],
};
export const DELIVERIES: SharedNotes = {
  summary: 'List the deliveries to a webhook, sent or waiting, newest first',
  answers: DeliveryView,
  list: true,
  refuses: ['not_found'],
};
export const DELIVERY: SharedNotes = {
  summary: 'Show a delivery with its attempts',
  answers: DeliveryWithAttemptsView,
  refuses: ['not_found'],
};
export const REPLAY: SharedNotes = {
  summary: 'Deliver again: one event, or all events of a period',
  description:
    'Events keep their id, so a receiver that remembers ids recognizes those it has seen. A replay of a period stops after about 10,000 events; `continueFrom` says where the next replay begins.',
  status: 202,
  answers: ReplayView,
  body: { from: '2026-01-01T00:00:00.000Z', only: 'failed' },
  refuses: ['not_found', 'webhook_disabled'],
};
