/** The data has to be mended by hand before a migration can be made. The message says what, and how. */
export class MigrationStopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
