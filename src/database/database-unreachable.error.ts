import { ExplainedError } from '../errors/explained.error.js';

/** The database cannot be used. The message has the host, the port and the reason, but no password. */
export class DatabaseUnreachable extends ExplainedError {
  constructor(host: string, port: number | string, variable: string, why: string) {
    super(`cannot use the database at ${host}:${port} (${variable}): ${why}`, 1);
  }
}
