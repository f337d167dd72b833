import type { Email } from '../mail/index.js';
import type { EndpointRow } from './webhooks.service.js';

const about = ({ businessId }: EndpointRow) => (businessId === null ? {} : { businessId });
/** Names an endpoint by its id only, because the reader need not trust the author of its URL. */
const name = ({ id }: EndpointRow): string => `webhook ${id}`;

export const failingEmail = (to: string, endpoint: EndpointRow): Email => ({
  to,
  subject: 'A webhook has failed for 24 hours',
  paragraphs: [
    `Nothing that was sent to ${name(endpoint)} since ${String(endpoint.failingSince?.toISOString())} was delivered.`,
    'Its deliveries show what it answered. If it goes on failing, it is turned off after five days.',
  ],
  ...about(endpoint),
});

export const disabledEmail = (to: string, endpoint: EndpointRow): Email => ({
  to,
  subject: 'A webhook was turned off',
  paragraphs: [
    endpoint.disabledReason === 'gone'
      ? `The receiver of ${name(endpoint)} answered 410, which says that it is gone for good. The webhook was turned off.`
      : `Nothing that was sent to ${name(endpoint)} in the last five days was delivered. The webhook was turned off.`,
    'Events are kept for it meanwhile. When the receiver works, turn the webhook on and replay what it has missed.',
  ],
  ...about(endpoint),
});
