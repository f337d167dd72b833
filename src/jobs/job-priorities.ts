/**
 * In what order jobs that are due are done: a lower number first, and then by when they became due. A job without a priority has 0:
 * after `awaited`, before `bulk` and `background`.
 */
export const JOB_PRIORITY = {
  /** A person waits for it, such as a mail with a link. */
  awaited: -10,
  /** There may be very many at once, such as the mails of a renewal run, or deliveries of webhooks. */
  bulk: 10,
  /** Nobody waits for it, and there may be thousands at once, such as the search for traces of erased people. */
  background: 20,
} as const;
