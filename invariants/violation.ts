/** How often an invariant is violated, and where: the first few places, for a person to look at. */
export interface Violation {
  id: string;
  title: string;
  count: number;
  examples: string[];
}

export interface Invariant {
  id: string;
  title: string;
  /** One row per violation, its only column `at` saying where; several statements are one after another. */
  sql: string[];
}

export const EXAMPLES = 5;
