export interface MovedRow {
  /** The last business of the span; null when it was empty. */
  last: string | null;
  /** How many rows others changed between reading and writing. These are looked at again. */
  missed: number;
}
