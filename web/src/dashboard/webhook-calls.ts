import { type Tenure, unwrap } from '@tenure/sdk';
import type { WebhookCalls } from '../ui/webhooks/calls.js';

/** Calls the API for the webhooks of the business. */
export const webhookCalls = (api: Tenure): WebhookCalls => ({
  list: (cursor) => unwrap(api.GET('/v1/webhooks', { params: { query: { cursor } } })),
  create: (body) => unwrap(api.POST('/v1/webhooks', { body })),
  get: (id) => unwrap(api.GET('/v1/webhooks/{id}', { params: { path: { id } } })),
  update: (id, body) => unwrap(api.PATCH('/v1/webhooks/{id}', { params: { path: { id } }, body })),
  remove: (id) => unwrap(api.DELETE('/v1/webhooks/{id}', { params: { path: { id } } })),
  rotate: (id, overlapSeconds) =>
    unwrap(api.POST('/v1/webhooks/{id}/rotate', { params: { path: { id } }, body: { overlapSeconds } })),
  test: (id) => unwrap(api.POST('/v1/webhooks/{id}/test', { params: { path: { id } } })),
  deliveries: (id, query) =>
    unwrap(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query } })),
  delivery: (id, eventId) =>
    unwrap(api.GET('/v1/webhooks/{id}/deliveries/{eventId}', { params: { path: { id, eventId } } })),
  replay: (id, body) => unwrap(api.POST('/v1/webhooks/{id}/replay', { params: { path: { id } }, body })),
});
