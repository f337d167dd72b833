import { ExplainedError } from '../errors/explained.error.js';

/** The database has an older schema than this release needs, and MIGRATE is off. */
export class MigrationsPending extends ExplainedError {
  constructor(pending: string[]) {
    super(
      `${pending.length} migrations are pending, and MIGRATE is off. Run them with "tenure migrate", then start again: ${pending.join(', ')}`,
    );
  }
}
