/** A row that could be understood in more than one way, or not at all, and what was done with it. */
export interface Doubt {
  /** The model and primary key of the row, such as `saas.business 7`. */
  row: string;
  /** A stable name for the reason of the doubt. */
  rule: string;
  /** What was done, for people. */
  decision: string;
}

/** How many rows of one kind were imported, unchanged or left out. */
export interface Counts {
  imported: number;
  unchanged: number;
  leftOut: number;
}

/** The report of an import. It contains no password, no key and no token. */
export interface Report {
  dryRun: boolean;
  plans: Counts;
  businesses: Counts;
  members: number;
  invitations: number;
  doubts: Doubt[];
}

export const emptyReport = (dryRun: boolean, doubts: Doubt[]): Report => ({
  dryRun,
  plans: { imported: 0, unchanged: 0, leftOut: 0 },
  businesses: { imported: 0, unchanged: 0, leftOut: 0 },
  members: 0,
  invitations: 0,
  doubts,
});
