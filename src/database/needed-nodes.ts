import { REFERENCE } from './distribution.js';

/** The text of a statement with `$1, $2, …`, and the names of these parameters in order. */
export interface Numbered {
  readonly text: string;
  readonly params: readonly string[];
}

/**
 * The nodes that a statement needs: the coordinator alone, all of them, or those that have the businesses which a parameter names.
 */
export type NeededNodes = 'coordinator' | 'all' | { businesses: string };

/** The parameters that name a business, or the businesses of one shard. */
const BUSINESSES = ['businessId', 'businessIds', 'business'];
const WRITES_ON_ALL = new RegExp(
  String.raw`\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:${REFERENCE.join('|')})\b`,
);

/**
 * Finds the nodes that a statement needs, from the text for a distributed database. `tenants` are the tables with rows of
 * businesses. A statement that writes a table which all nodes have needs all nodes. A statement on rows of businesses needs the
 * nodes of the businesses that it names as constants, and all nodes if it names none.
 */
export function neededNodes({ text, params }: Numbered, tenants: readonly string[]): NeededNodes {
  if (WRITES_ON_ALL.test(text)) return 'all';
  if (!new RegExp(String.raw`\b(?:${tenants.join('|')})\b`).test(text)) return 'coordinator';
  const businesses = BUSINESSES.find((param) => isConstant(text, params.indexOf(param) + 1));
  return businesses === undefined ? 'all' : { businesses };
}

/** True if the parameter at this place is compared as a constant, or inserted. */
function isConstant(text: string, place: number): boolean {
  if (place === 0) return false;
  const compared = String.raw`= \$${place}\b|\(\$${place}::uuid\[\]\)\[1\]|SELECT \$${place}::uuid AS \w*id\b`;
  return new RegExp(compared).test(text) || /\bINSERT INTO\b/.test(text);
}
