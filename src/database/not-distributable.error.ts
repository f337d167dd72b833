/** The database cannot be distributed. The message says why. */
export class NotDistributable extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
