/**
 * The currencies to which ISO 4217 gives another number of decimals than 2, by that number. The service has the same table, and a test
 * compares the two.
 */
const DECIMALS = [
  { decimals: 0, of: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF' },
  { decimals: 3, of: 'BHD IQD JOD KWD LYD OMR TND' },
  { decimals: 4, of: 'CLF UYW' },
];

/**
 * How many decimals an amount has when people read it. `Intl` does not say this: for some currencies, such as HUF, it answers how many
 * decimals prices have in shops.
 */
export const decimalsOf = (currency: string): number =>
  DECIMALS.find(({ of }) => of.split(' ').includes(currency))?.decimals ?? 2;

/** Writes an amount in minor units, with the currency's number of decimals. */
export function inCurrency(amount: number, currency: string): string {
  const digits = decimalsOf(currency);
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat('en', { style: 'currency', currency, ...fraction }).format(
    amount / 10 ** digits,
  );
}
