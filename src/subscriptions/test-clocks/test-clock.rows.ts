/** What becomes of the invoices of businesses at the time of a test clock. */
export const CLOCK_PAYMENTS = ['succeed', 'decline'] as const;
export type ClockPayments = (typeof CLOCK_PAYMENTS)[number];
