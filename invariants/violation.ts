/** How often an invariant is violated, with the first few places as examples. */
export interface Violation {
  id: string;
  title: string;
  count: number;
  examples: string[];
  /** How many findings could be explained only by entries of the audit log that have been deleted. */
  notChecked: number;
}

export interface Invariant {
  id: string;
  title: string;
  /** Statements that return a row for each violation. Their only column, `at`, says where it is. */
  sql: string[];
  /** Statements whose findings an entry of the audit log could explain. */
  unlessAudited?: string[];
}

export const EXAMPLES = 5;

/** SQL that says where the subscription `s` is. */
export const SUBSCRIPTION = `s.business_id || ' ' || s.id`;
