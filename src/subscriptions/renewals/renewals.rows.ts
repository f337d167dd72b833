/**
 * The result of one statement. `due` is how many rows it saw. Rows that were neither renewed nor set aside were renewed by
 * others.
 */
export interface Progress {
  due: number;
  /** How many of the rows that it saw may still be due: late by another cycle, or renewed by others. */
  left: number;
  renewed: number;
  switched: number;
  ended: number;
  setAside: number;
}

/** A range of keys among the due subscriptions: up to a time, from one business (excluded) to another. */
export interface KeyRange {
  /** In PostgreSQL's format, to the microsecond. */
  until: string;
  after: string;
  upTo: string;
}
