import { ExplainedError } from '../errors/explained.error.js';

/** The file of a catalogue cannot be used, or asks for something that is not possible. Nothing was written. */
export class CatalogueRefused extends ExplainedError {
  constructor(
    what: string,
    readonly problems: string[] = [],
  ) {
    super([what, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
  }
}
