import { ExplainedError } from '../errors/explained.error.js';

/** The database cannot be distributed. The message says why. */
export class NotDistributable extends ExplainedError {}
