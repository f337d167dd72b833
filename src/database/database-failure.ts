import { ExplainedError } from '../errors/explained.error.js';
import { isHeldUp, isMissingRight, isOutage } from './outage.js';

/** Explains an error of the database that is no bug: an outage, a lock, a missing right. Returns null for other errors. */
export function databaseFailure(error: unknown): ExplainedError | null {
  if (error instanceof ExplainedError) return error;
  const { message } = (error ?? {}) as { message?: string };
  if (isHeldUp(error))
    return new ExplainedError(
      `Another session has locked what this needs, or it took too long: ${message}. "tenure doctor" names such sessions.`,
      1,
      { cause: error },
    );
  if (isMissingRight(error))
    return new ExplainedError(
      `The role of the database lacks a right: ${message}. "tenure doctor" checks the role.`,
      1,
      { cause: error },
    );
  return isOutage(error)
    ? new ExplainedError(
        `The database failed: ${message}. "tenure doctor" says whether it can be used now.`,
        1,
        { cause: error },
      )
    : null;
}
