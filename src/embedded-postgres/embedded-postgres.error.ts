import { ExplainedError } from '../errors/explained.error.js';

/** The embedded PostgreSQL cannot be used. The message tells the person who starts Tenure what to do. */
export class EmbeddedPostgresError extends ExplainedError {}

/** Another running Tenure, with the process id `pid`, uses this data directory. Nothing was changed. */
export class DataDirInUse extends EmbeddedPostgresError {
  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(
      `Another Tenure (pid ${pid}) is using DATA_DIR ${dataDir}. Stop it first, or give this one a DATA_DIR of its own.`,
    );
  }
}
