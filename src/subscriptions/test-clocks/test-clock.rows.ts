/** How payments of businesses on a test clock end. */
export const CLOCK_PAYMENTS = ['succeed', 'decline'] as const;
export type ClockPayments = (typeof CLOCK_PAYMENTS)[number];
