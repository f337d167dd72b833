/**
 * The result of one renewal statement. `due` is how many rows it read. A row that was neither renewed nor set aside was renewed
 * by others.
 */
export interface Progress {
  due: number;
  /** How many of the rows that it read may still be due: they are late by another cycle, or were renewed by others. */
  left: number;
  renewed: number;
  switched: number;
  ended: number;
  setAside: number;
}

/** The row of a renewal statement. */
export interface RenewalRow extends Progress {
  /** Whether one of the rows is invoiced or past due. Then the form without invoices wrote nothing. */
  needsInvoices: boolean;
}

/** A range of keys among the due subscriptions: those due up to a time, from one business (not included) to another (included). */
export interface KeyRange {
  /** The time in PostgreSQL's format, to the microsecond. */
  until: string;
  after: string;
  upTo: string;
}
