import { ExplainedError } from '../errors/explained.error.js';

/** The import cannot begin: its file or its map is wrong. Nothing was written. */
export class ImportRefused extends ExplainedError {}

/** A business cannot be imported as a whole. Nothing of it was written. */
export class LeftOut extends Error {
  constructor(
    readonly rule: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}
