import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A new secret of an endpoint, as the specification of Standard Webhooks writes it. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * The headers of one attempt. `id` is that of the event and the same in every attempt, so that a receiver recognizes repetitions.
 * Each secret signs: a receiver that knows one of them accepts the message.
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: string[]): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
  return {
    'content-type': 'application/json',
    'user-agent': 'Tenure-Webhooks',
    'accept-encoding': 'identity',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
