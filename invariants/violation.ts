/** How often an invariant is violated, and where: the first few places, for a person to look at. */
export interface Violation {
  id: string;
  title: string;
  count: number;
  examples: string[];
  /** How many findings only the audit log could have explained, whose entries have been deleted since. */
  unjudged: number;
}

export interface Invariant {
  id: string;
  title: string;
  /** One row per violation, its only column `at` saying where; several statements are one after another. */
  sql: string[];
  /** The same, for findings that an entry of the audit log explains. */
  unlessAudited?: string[];
}

export const EXAMPLES = 5;
