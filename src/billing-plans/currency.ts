import { isISO4217CurrencyCode } from 'class-validator';

/** Every currency that the JavaScript platform knows: those in circulation, and some that were withdrawn. */
const IN_CIRCULATION = new Set(Intl.supportedValuesOf('currency'));

/**
 * Whether this is a code of ISO 4217. Two lists are needed, because neither is complete: that of class-validator lacks currencies
 * of the last years, that of the platform lacks units of account such as Chile's CLF. Both have a few withdrawn codes. These are
 * accepted: an old currency does no harm, but a new one must not be refused.
 */
export const isCurrency = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^[A-Z]{3}$/.test(value) &&
  (IN_CIRCULATION.has(value) || isISO4217CurrencyCode(value));
