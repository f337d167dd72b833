/** How often an invariant is violated, and where: the first few places, for a person to look at. */
export interface Violation {
  id: string;
  title: string;
  count: number;
  examples: string[];
}

export const EXAMPLES = 5;
