/** The setting `DISTRIBUTED` and the database do not agree. The message says what is wrong, and what to do. */
export class WrongDistribution extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
