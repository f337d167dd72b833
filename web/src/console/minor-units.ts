import { decimalsOf } from '../ui/currency.js';

/** Writes an amount in minor units as people write it: 1250 → `12.50`. */
export const toMajor = (amount: number, currency: string): string =>
  (amount / 10 ** decimalsOf(currency)).toFixed(decimalsOf(currency));

/** Reads an amount that a person wrote: `12.50` → 1250. Null for a text that is not an amount. */
export function toMinor(written: string, currency: string): number | null {
  const digits = decimalsOf(currency);
  const form = digits === 0 ? /^\d+$/ : new RegExp(`^\\d+(\\.\\d{1,${digits}})?$`);
  return form.test(written.trim()) ? Math.round(Number(written) * 10 ** digits) : null;
}

/** Writes an amount for a field that may be empty. */
export const priceText = (amount: number | null, currency: string): string =>
  amount === null ? '' : toMajor(amount, currency);
