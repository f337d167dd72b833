/** `DISTRIBUTED` does not match the database. The message says what is wrong, and what to do. */
export class WrongDistribution extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
