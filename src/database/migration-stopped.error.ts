/** A migration cannot run until somebody corrects the data by hand. The message says what to correct, and how. */
export class MigrationStopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
