/** The embedded PostgreSQL cannot be used; the message tells the person who starts Tenure what to do. */
export class EmbeddedPostgresError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EmbeddedPostgresError';
  }
}

/** Another living Tenure, `pid`, owns this data directory. Nothing was touched. */
export class DataDirInUse extends EmbeddedPostgresError {
  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(
      `Another Tenure (pid ${pid}) is using DATA_DIR ${dataDir}. Stop it first, or give this one a DATA_DIR of its own.`,
    );
    this.name = 'DataDirInUse';
  }
}
