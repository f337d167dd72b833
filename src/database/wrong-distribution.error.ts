import { ExplainedError } from '../errors/explained.error.js';

/** `DISTRIBUTED` does not match the database. The message says what is wrong, and what to do. */
export class WrongDistribution extends ExplainedError {}
