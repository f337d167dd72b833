import type { Decline } from './provider-values.js';

/** The bank refused, there is no card, or a person has to confirm on the invoice's `payUrl`. */
export class PaymentDeclined extends Error {
  constructor(readonly decline: Decline) {
    super(`The payment was declined: ${decline.code}.`);
    this.name = 'PaymentDeclined';
  }
}

/**
 * The provider did not answer, or not now. **The request may have been done nevertheless**: read before asking for something
 * else. With the same attempt it can be asked again.
 */
export class ProviderUnavailable extends Error {
  constructor(
    message: string,
    /** How long the provider asks to wait; null where it said nothing. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'ProviderUnavailable';
  }
}

/** There is no such object, in this account and mode. */
export class ProviderNotFound extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProviderNotFound';
  }
}

/** The provider does not do this, and would not on another try. */
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
