/** The database cannot be used; the message names where it should be and why not, and holds no password. */
export class DatabaseUnreachable extends Error {
  constructor(host: string, port: number, why: string) {
    super(`cannot reach the database at ${host}:${port} (DATABASE_URL): ${why}`);
    this.name = 'DatabaseUnreachable';
  }
}
