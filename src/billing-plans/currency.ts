import { isISO4217CurrencyCode } from 'class-validator';

/** Every currency that the platform knows: those in circulation, and some that were withdrawn. */
const IN_CIRCULATION = new Set(Intl.supportedValuesOf('currency'));

/**
 * Whether this is a code of ISO 4217. Neither list is complete: class-validator's lacks currencies of the last years, the
 * platform's lacks units of account such as Chile's CLF. Both hold a few withdrawn codes, which are accepted: refusing a new
 * currency would do harm, accepting an old one does not.
 */
export const isCurrency = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^[A-Z]{3}$/.test(value) &&
  (IN_CIRCULATION.has(value) || isISO4217CurrencyCode(value));
