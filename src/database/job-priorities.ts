/**
 * In what order jobs that are due are done: a lower number first, and then by when they became due. A job without a priority has 0,
 * and is done between the two.
 */
export const JOB_PRIORITY = {
  /** A person waits for it, such as a mail with a link. */
  awaited: -10,
  /** There may be very many at once, such as the mails of a renewal run, or deliveries of webhooks. */
  bulk: 10,
} as const;
