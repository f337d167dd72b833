/** The database cannot be used. The message says where it should be and what is wrong, without the password. */
export class DatabaseUnreachable extends Error {
  constructor(host: string, port: number, variable: string, why: string) {
    super(`cannot use the database at ${host}:${port} (${variable}): ${why}`);
    this.name = 'DatabaseUnreachable';
  }
}
