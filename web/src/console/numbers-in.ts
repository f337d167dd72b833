import { FieldErrors } from '../api/problems.js';
import { decimalsOf } from '../ui/currency.js';
import type { Values } from '../ui/form.js';
import { toMajor, toMinor } from './minor-units.js';

/** Reads each member, and tells all fields that are wrong at once. @throws FieldErrors */
export function readAll<Found extends object>(reads: {
  [Member in keyof Found]: () => Found[Member];
}): Found {
  const errors: [string, string][] = [];
  const found = Object.entries<() => unknown>(reads).map(([member, read]) => {
    try {
      return [member, read()];
    } catch (error) {
      if (!(error instanceof FieldErrors)) throw error;
      errors.push(...error.errors);
      return [member, undefined];
    }
  });
  if (errors.length > 0) throw new FieldErrors(errors);
  return Object.fromEntries(found) as Found;
}

/** Reads the amount that a person wrote into `field`: `12.50` → 1250. @throws FieldErrors */
export function amountIn(values: Values, field: string, currency: string): number {
  const amount = toMinor(values.text(field), currency);
  if (amount !== null) return amount;
  const example = toMajor(12 * 10 ** decimalsOf(currency), currency);
  throw new FieldErrors([[field, `is not an amount, such as ${example}`]]);
}

/** Reads the whole number in `field`: `1000`, or `1,000` as the pages show it. @throws FieldErrors */
export function wholeIn(values: Values, field: string): number {
  const written = values.text(field).trim();
  if (/^(\d+|\d{1,3}(,\d{3})+)$/.test(written)) return Number(written.replaceAll(',', ''));
  throw new FieldErrors([[field, 'must be a whole number without a sign, such as 12']]);
}
