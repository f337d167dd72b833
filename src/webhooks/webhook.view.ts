import { ApiProperty } from '@nestjs/swagger';
import { EVENT_TYPE_NAMES } from '../events/index.js';

const DISABLED_REASONS = ['manual', 'failing', 'gone'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];
export const DELIVERY_STATES = ['pending', 'delivered', 'givenUp', 'skipped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A type of event, or an asterisk for all of them. */
export const TYPE_CHOICES = ['*', ...EVENT_TYPE_NAMES];

/** An endpoint: where events are sent. */
export class WebhookView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'https://hooks.example.com/tenure' */
  url: string;
  /** The types of events that it takes; an asterisk is every type, also those that come later. */
  @ApiProperty({ enum: TYPE_CHOICES, isArray: true })
  types: string[];
  /** @example 'Provisioning' */
  description: string | null;
  enabled: boolean;
  /** Why it is turned off: by hand, because deliveries failed for five days, or because it answered 410. */
  @ApiProperty({ enum: DISABLED_REASONS, nullable: true })
  disabledReason: DisabledReason | null;
  disabledAt: Date | null;
  /** The first failed attempt since the last success. */
  failingSince: Date | null;
  createdAt: Date;
}

/** An endpoint that has just been made. */
export class NewWebhookView extends WebhookView {
  /** Signs what is sent. Shown here and never again. @example 'whsec_ZXhhbXBsZSBleGFtcGxlIGV4YW1wbGUgZXhhbXBsZSE=' */
  secret: string;
}

/** The new secret of an endpoint. */
export class WebhookSecretView {
  /** Shown here and never again. @example 'whsec_ZXhhbXBsZSBleGFtcGxlIGV4YW1wbGUgZXhhbXBsZSE=' */
  secret: string;
  /** Until then the secret before signs, too; null when it does not any more. */
  previousEndsAt: Date | null;
}

/** The result of a test. */
export class WebhookTestView {
  /** The status that the receiver answered; null when it did not. @example 204 */
  @ApiProperty({ type: 'integer', nullable: true })
  status: number | null;
  /** Milliseconds. @example 38 */
  @ApiProperty({ type: 'integer' })
  ms: number;
  /** Why it failed; null when it did not. @example null */
  @ApiProperty({ type: 'string', nullable: true })
  error: string | null;
}

/** An event on its way to an endpoint. */
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
  /** `skipped`: the endpoint was turned off. `givenUp`: the last attempt failed. Both can be replayed. */
  @ApiProperty({ enum: DELIVERY_STATES })
  state: DeliveryState;
  @ApiProperty({ type: 'integer' })
  attemptCount: number;
  /** The last status that the receiver answered; null when it did not. @example 204 */
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

/** How much is delivered again. */
export class ReplayView {
  /** @example 12 */
  @ApiProperty({ type: 'integer' })
  queued: number;
  /** Where the next replay begins, when there was more than one replay takes; else null. */
  continueFrom: Date | null;
}

/** How deliveries stand. Each count ends at 100,000. */
export class WebhookStandingView {
  /** Deliveries to all endpoints that wait for an attempt. */
  @ApiProperty({ type: 'integer' })
  pending: number;
  /** The age of the oldest of them. */
  oldestSeconds: number;
  /** Attempts of the last 24 hours to reach the operators’ own endpoints that succeeded. */
  @ApiProperty({ type: 'integer' })
  delivered24h: number;
  /** Deliveries that failed. */
  @ApiProperty({ type: 'integer' })
  failed24h: number;
  /** Endpoints of the operators that are turned off. */
  @ApiProperty({ type: 'integer' })
  disabled: number;
}
