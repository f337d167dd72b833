import type { Stripe } from 'stripe';

/** How numbers for tax begin in the European Union; XI is Northern Ireland, EL Greece. */
const EU =
  /^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)(?=[0-9A-Z]*[0-9])[0-9A-Z]{2,13}$/;

/** A number for tax without what people write between its signs. */
export const plainTaxId = (value: string): string => value.replaceAll(/[\s./-]/g, '').toUpperCase();

/**
 * Stripe's kind of a number for tax, by how it begins. Null where the beginning does not tell the kind. Such a number stands only
 * on our invoices, and a checkout asks for it again, with its kind.
 */
export function taxIdType(plain: string): Stripe.CustomerCreateTaxIdParams.Type | null {
  if (EU.test(plain)) return 'eu_vat';
  if (/^GB[0-9A-Z]{5,12}$/.test(plain)) return 'gb_vat';
  if (/^CHE[0-9]{9}(MWST|TVA|IVA)$/.test(plain)) return 'ch_vat';
  return /^[0-9]{9}MVA$/.test(plain) ? 'no_vat' : null;
}
