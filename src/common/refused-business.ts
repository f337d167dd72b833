/** Why requests about a business are refused. */
export const BUSINESS_CLOSED = 'The business is closed. Its data is kept.';
export const BUSINESS_SUSPENDED = 'The business is suspended. Ask the people who run this service.';
