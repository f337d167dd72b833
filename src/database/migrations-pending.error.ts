import { ExplainedError } from '../errors/explained.error.js';

/** The database has an older schema than this release needs. */
export class MigrationsPending extends ExplainedError {
  constructor(pending: string[]) {
    super(
      `${pending.length} migrations are pending. Run them first, with "tenure migrate": ${pending.join(', ')}`,
    );
  }
}
