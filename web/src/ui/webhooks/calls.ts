import type { components } from '@tenure/sdk';
import type { PageOf } from '../../api/queries.js';

type Schemas = components['schemas'];
export type Webhook = Schemas['WebhookView'];
export type Delivery = Schemas['DeliveryView'];
export const DELIVERY_STATES = ['pending', 'delivered', 'givenUp', 'skipped'] as const;

/** The operations of webhooks. Only their addresses differ between a business and operators. */
export interface WebhookCalls {
  list: (cursor: string | undefined) => Promise<PageOf<Webhook>>;
  create: (body: Schemas['CreateWebhookDto']) => Promise<Schemas['NewWebhookView']>;
  get: (id: string) => Promise<Webhook>;
  update: (id: string, body: Schemas['UpdateWebhookDto']) => Promise<Webhook>;
  remove: (id: string) => Promise<unknown>;
  rotate: (id: string, overlapSeconds: number) => Promise<Schemas['WebhookSecretView']>;
  test: (id: string) => Promise<Schemas['WebhookTestView']>;
  deliveries: (
    id: string,
    query: { state: Delivery['state'] | undefined; cursor: string | undefined },
  ) => Promise<PageOf<Delivery>>;
  delivery: (id: string, eventId: string) => Promise<Schemas['DeliveryWithAttemptsView']>;
  replay: (id: string, body: Schemas['ReplayDto']) => Promise<Schemas['ReplayView']>;
}

export const webhookState = ({ enabled, disabledReason, failingSince }: Webhook): string =>
  enabled ? (failingSince === null ? 'enabled' : 'failing') : (disabledReason ?? 'disabled');
