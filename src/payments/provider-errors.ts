import type { Decline } from './provider-values.js';

/** The bank refused, there is no card, or a person has to confirm the payment on the invoice's `payUrl`. */
export class PaymentDeclined extends Error {
  constructor(readonly decline: Decline) {
    super(`The payment was declined: ${decline.code}.`);
    this.name = 'PaymentDeclined';
  }
}

/**
 * The provider did not answer, or cannot answer now. **The request may have been done nevertheless**: read the object before any
 * other request. The same request can be sent again with the same attempt.
 */
export class ProviderUnavailable extends Error {
  constructor(
    message: string,
    /** How long the provider asks us to wait; null if it did not say. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'ProviderUnavailable';
  }
}

/** The provider refuses the key: it was rolled or revoked. This is our mistake, so it counts as an outage. */
export class KeyRefused extends ProviderUnavailable {}

/** The key lacks a right that the request needs. This is our mistake, so it counts as an outage. */
export class RightMissing extends ProviderUnavailable {}

/** There is no such object in this account and mode. */
export class ProviderNotFound extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProviderNotFound';
  }
}

/** The provider refuses the request, and would refuse it again. */
export class ProviderRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ProviderRefused';
  }
}

/** An event whose signature is missing, wrong or old. */
export class WrongSignature extends Error {
  constructor() {
    super('The signature of the event is not valid.');
    this.name = 'WrongSignature';
  }
}
