/** The database cannot be used. The message has the host, the port and the reason, but no password. */
export class DatabaseUnreachable extends Error {
  constructor(host: string, port: number, variable: string, why: string) {
    super(`cannot use the database at ${host}:${port} (${variable}): ${why}`);
    this.name = 'DatabaseUnreachable';
  }
}
