import { ExplainedError } from '../errors/explained.error.js';

/** A migration cannot run until somebody corrects the data by hand. The message says what to correct, and how. */
export class MigrationStopped extends ExplainedError {
  constructor(message: string) {
    // Not 2, which says that nothing was done: migrations before this one may have run.
    super(message, 1);
  }
}
