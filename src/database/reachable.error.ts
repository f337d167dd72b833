/** The database cannot be used. The message says where it should be and what is wrong, without the password. */
export class DatabaseUnreachable extends Error {
  constructor(host: string, port: number, why: string) {
    super(`cannot reach the database at ${host}:${port} (DATABASE_URL): ${why}`);
    this.name = 'DatabaseUnreachable';
  }
}
