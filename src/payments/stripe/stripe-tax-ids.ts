import type { Stripe } from 'stripe';

/** Matches VAT numbers of the European Union. XI is Northern Ireland, EL is Greece. */
const EU =
  /^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)(?=[0-9A-Z]*[0-9])[0-9A-Z]{2,13}$/;

/** A tax number without spaces, dots, slashes and hyphens, in capital letters. */
export const plainTaxId = (value: string): string => value.replaceAll(/[\s./-]/g, '').toUpperCase();

/**
 * Stripe's kind of a tax number, found by its form. Null if the form does not show the kind. Such a number appears only on our
 * invoices. A checkout asks for it again, with its kind.
 */
export function taxIdType(plain: string): Stripe.CustomerCreateTaxIdParams.Type | null {
  if (EU.test(plain)) return 'eu_vat';
  if (/^GB[0-9A-Z]{5,12}$/.test(plain)) return 'gb_vat';
  if (/^CHE[0-9]{9}(MWST|TVA|IVA)$/.test(plain)) return 'ch_vat';
  return /^[0-9]{9}MVA$/.test(plain) ? 'no_vat' : null;
}
