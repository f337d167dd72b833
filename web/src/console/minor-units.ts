/** How many decimals a currency has. A currency that does not exist is refused by the service, at its field. */
function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** 1250 → `12.50`, by the currency's own number of decimals. */
export const toMajor = (amount: number, currency: string): string =>
  (amount / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));

/** `12.50` → 1250. What is no amount of this currency is sent as one that the service refuses, at its field. */
export function toMinor(written: string, currency: string): number {
  const digits = digitsOf(currency);
  const form = digits === 0 ? /^\d+$/ : new RegExp(`^\\d+(\\.\\d{1,${digits}})?$`);
  return form.test(written.trim()) ? Math.round(Number(written) * 10 ** digits) : -1;
}

/** The same for a field that may be empty. */
export const priceText = (amount: number | null, currency: string): string =>
  amount === null ? '' : toMajor(amount, currency);
