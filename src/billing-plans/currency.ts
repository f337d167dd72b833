import { isISO4217CurrencyCode } from 'class-validator';
import { ValidationFailed } from '../common/domain-error.js';
import type { Config } from '../config/config.js';

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

/** Refuses a currency that is not one of ISO 4217. @throws ValidationFailed for `field` */
export function refuseUnknownCurrency(field: string, { currency }: { currency: string }): void {
  if (isCurrency(currency)) return;
  throw new ValidationFailed([{ field, message: 'must be an ISO 4217 code such as USD' }]);
}

/** The currencies to which ISO 4217 gives another number of decimals than 2, by that number. */
const DECIMALS = [
  { decimals: 0, of: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF' },
  { decimals: 3, of: 'BHD IQD JOD KWD LYD OMR TND' },
  { decimals: 4, of: 'CLF UYW' },
];

/**
 * How many decimals an amount has when people read it, so that 1 of the minor unit is the last of them. `Intl` does not say this:
 * for some currencies, such as HUF, it returns how many decimals prices have in shops.
 */
export const decimalsOf = (currency: string): number =>
  DECIMALS.find(({ of }) => of.split(' ').includes(currency))?.decimals ?? 2;

/** Why a price in one of these currencies cannot be charged by Stripe, to which amounts are sent as they are. */
const NOT_BY_STRIPE = [
  { why: 'Stripe counts it in another minor unit than ISO 4217', of: 'ISK MGA UGX' },
  { why: 'Stripe takes only amounts whose last decimal is 0', of: 'BHD JOD KWD OMR TND' },
  { why: 'Stripe does not know it', of: 'IQD LYD' },
];

/** Refuses a price that Stripe would charge as another amount, where Stripe collects. @throws ValidationFailed for `field` */
export function refuseUnchargeablePrice(
  payments: Config['payments'],
  field: string,
  { amount, currency }: { amount: number; currency: string },
): void {
  if (amount === 0 || payments !== 'stripe') return;
  const found = NOT_BY_STRIPE.find(({ of }) => of.split(' ').includes(currency));
  if (found === undefined) return;
  const message = `${currency} cannot be charged with PAYMENTS=stripe: ${found.why}`;
  throw new ValidationFailed([{ field, message }]);
}
