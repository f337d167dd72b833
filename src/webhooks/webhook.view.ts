import { ApiProperty } from '@nestjs/swagger';
import { EVENT_TYPE_NAMES } from '../events/index.js';
import { DISABLED_REASONS, type DisabledReason, type EndpointRow } from './endpoints.rows.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'givenUp', 'skipped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A type of event, or an asterisk for all of them. */
export const TYPE_CHOICES = ['*', ...EVENT_TYPE_NAMES];

/** A webhook: a URL to which events are sent. */
export class WebhookView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'https://hooks.example.com/tenure' */
  url: string;
  /** The types of events that are sent; an asterisk means all types, also types that are added later. */
  @ApiProperty({ enum: TYPE_CHOICES, isArray: true })
  types: string[];
  /** @example 'Provisioning' */
  description: string | null;
  enabled: boolean;
  /** Why it is turned off: by hand, because deliveries failed for five days, or because it answered 410. */
  @ApiProperty({ enum: DISABLED_REASONS, nullable: true })
  disabledReason: DisabledReason | null;
  disabledAt: Date | null;
  /** The time of the first failed attempt since the last success; null if none failed since. */
  failingSince: Date | null;
  createdAt: Date;
}

/** A webhook that has just been made. */
export class NewWebhookView extends WebhookView {
  /**
   * The secret that signs the messages. It is shown here and never again.
   * @example 'whsec_ZXhhbXBsZSBleGFtcGxlIGV4YW1wbGUgZXhhbXBsZSE='
   */
  secret: string;
}

/** The new secret of a webhook. */
export class WebhookSecretView {
  /** The secret is shown here and never again. @example 'whsec_ZXhhbXBsZSBleGFtcGxlIGV4YW1wbGUgZXhhbXBsZSE=' */
  secret: string;
  /** The time until which the previous secret signs as well; null when it has ended already. */
  previousEndsAt: Date | null;
}

/** The result of a test. */
export class WebhookTestView {
  /** The HTTP status of the answer; null when no answer came. @example 204 */
  @ApiProperty({ type: 'integer', nullable: true })
  status: number | null;
  /** Milliseconds. @example 38 */
  @ApiProperty({ type: 'integer' })
  ms: number;
  /** Why the test failed; null when it succeeded. @example null */
  @ApiProperty({ type: 'string', nullable: true })
  error: string | null;
}

/** An event on its way to a webhook. */
export class DeliveryView {
  /** The id of the event. It is sent as `webhook-id`, the same in every attempt. */
  @ApiProperty({ format: 'uuid' })
  eventId: string;
  /** The business that the event is about. */
  @ApiProperty({ format: 'uuid' })
  businessId: string;
  /** The present name of the business; null while it is being erased. @example 'Analytical Engines' */
  @ApiProperty({ type: String, nullable: true })
  businessName: string | null;
  /** @example 'subscription.renewed' */
  type: string;
  /** `skipped`: the webhook was turned off. `givenUp`: the last attempt failed. Both can be replayed. */
  @ApiProperty({ enum: DELIVERY_STATES })
  state: DeliveryState;
  @ApiProperty({ type: 'integer' })
  attemptCount: number;
  /** The HTTP status of the last attempt; null when no answer came. @example 204 */
  @ApiProperty({ type: 'integer', nullable: true })
  lastStatus: number | null;
  lastError: string | null;
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
  /** When the event was handed out, in real time. */
  createdAt: Date;
}

/** One POST. */
export class AttemptView {
  @ApiProperty({ type: 'integer' })
  number: number;
  at: Date;
  /** Milliseconds. */
  @ApiProperty({ type: 'integer' })
  ms: number;
  @ApiProperty({ type: 'integer', nullable: true })
  status: number | null;
  error: string | null;
  /** The first KiB of the answer. */
  response: string | null;
}

export class DeliveryWithAttemptsView extends DeliveryView {
  /** The last hundred, oldest first. */
  attempts: AttemptView[];
}

/** The result of a replay. */
export class ReplayView {
  /** @example 12 */
  @ApiProperty({ type: 'integer' })
  queued: number;
  /** Where the next replay begins, when the period holds more than one replay takes; else null. */
  continueFrom: Date | null;
}

/** The state of deliveries. A count stops at 100,000. */
export class WebhookStandingView {
  /** Deliveries to all webhooks that wait for an attempt. */
  @ApiProperty({ type: 'integer' })
  pending: number;
  /** The age of the oldest of these deliveries, in seconds. */
  oldestSeconds: number;
  /** Attempts of the last 24 hours at the operators’ own webhooks that succeeded. */
  @ApiProperty({ type: 'integer' })
  delivered24h: number;
  /** Attempts of the last 24 hours at the operators’ own webhooks that failed. */
  @ApiProperty({ type: 'integer' })
  failed24h: number;
  /** Webhooks of the operators that are turned off. */
  @ApiProperty({ type: 'integer' })
  disabled: number;
}

export const webhookView = (row: EndpointRow): WebhookView => ({
  id: row.id,
  url: row.url,
  types: row.types,
  description: row.description,
  enabled: row.disabledAt === null,
  disabledReason: row.disabledReason,
  disabledAt: row.disabledAt,
  failingSince: row.failingSince,
  createdAt: row.createdAt,
});

/** Only the fields of the answer, because a row may have more. */
export const deliveryView = (row: DeliveryView): DeliveryView => ({
  eventId: row.eventId,
  businessId: row.businessId,
  businessName: row.businessName,
  type: row.type,
  state: row.state,
  attemptCount: row.attemptCount,
  lastStatus: row.lastStatus,
  lastError: row.lastError,
  nextAttemptAt: row.nextAttemptAt,
  deliveredAt: row.deliveredAt,
  createdAt: row.createdAt,
});
