import { REFERENCE } from '../../../src/database/distribution.js';
import { type Node, readsOfMany } from './explained.js';

/** A parenthesis, with what it holds down to two more. */
const INNER = String.raw`[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`;
const TEXTS: [what: string, form: (tenant: string) => RegExp][] = [
  ['a select without columns', () => /\bSELECT\s+FROM\b/],
  ['a CASE that compares a parameter with true or false', () => /\bCASE \$\d+(::\w+)? WHEN (true|false)\b/],
  ['a place in the table (ctid)', () => /\bctid\b/],
  ['a select among VALUES', () => new RegExp(String.raw`\bVALUES\s*\((?:${INNER})*?\(\s*SELECT\b`)],
  ['a select in RETURNING', () => /\bRETURNING\b[^()]*(?:\((?!\s*SELECT\b)[^()]*\)[^()]*)*\(\s*SELECT\b/],
  // How it reads depends on a setting, and Citus takes no such function there.
  ['a date as text in RETURNING', () => /\bRETURNING\b[^()]*(?:\([^()]*\)[^()]*)*\b(?:day|\w+_at)::text\b/],
  [
    'a function that is not immutable in a CASE of an UPDATE',
    () => /\bUPDATE \w+ SET\b(?:(?!\b(?:WHERE|FROM)\b)[^])*\bCASE\b(?:(?!\bEND\b)[^])*\bjsonb?_build_\w+\(/,
  ],
  [
    'a fence in a lateral read',
    (tenant) => new RegExp(String.raw`\bFROM (?:${tenant})\b(?:${INNER})*?\bOFFSET 0\b`),
  ],
];

/** The forms in a statement that a distributed database refuses, or answers wrongly. `steps` is its plan, `tenants` the tables of businesses. */
export function refusedForms(text: string, steps: Node[], tenants: readonly string[]): string[] {
  const refused = TEXTS.filter(([, form]) => form(tenants.join('|')).test(text)).map(([what]) => what);
  const ofMany = readsOfMany(steps, tenants).length > 0;
  if (ofMany && /\bFOR (NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)\b/.test(text))
    refused.push('a lock of rows of many businesses');
  if (ofMany && /\bWITH RECURSIVE\b/.test(text)) refused.push('a recursion over many businesses');
  const writes = steps.filter(({ Operation: operation }) => operation !== undefined);
  if (steps[0]?.Operation === 'Insert' && writes.length > 1) refused.push('an INSERT after steps that write');
  if (writingSteps(text).some((step) => /\bFOR (NO KEY )?UPDATE\b/.test(step)))
    refused.push('a lock within a step that writes');
  const tables = steps.flatMap((step) => step['Relation Name'] ?? []);
  if (tables.includes('sessions') && tables.some((table) => tenants.includes(table)))
    refused.push('sessions, which the coordinator has, beside tables of businesses');
  // Citus locks the whole table then, and two such transactions at once end in a deadlock.
  const ofAllNodes =
    tables.some((table) => REFERENCE.includes(table)) && !tables.some((table) => tenants.includes(table));
  if (ofAllNodes && /\bFOR (KEY )?SHARE\b/.test(text))
    refused.push('a shared lock of rows that all nodes have');
  return refused;
}

/** The texts of steps of a WITH that write. */
const writingSteps = (text: string): string[] =>
  [...text.matchAll(/\bAS (?:MATERIALIZED )?\(\s*(?=(?:UPDATE|INSERT|DELETE)\b)/g)].map(
    ({ 0: opening, index }) => {
      let open = 1;
      let end = index + opening.length;
      for (; open > 0 && end < text.length; end += 1) open += { '(': 1, ')': -1 }[text[end] as string] ?? 0;
      return text.slice(index + opening.length, end);
    },
  );

/** What a query of a migration must not be, because it runs on distributed databases too. */
export function refusedInMigration(query: string): string[] {
  const code = query.replace(/'(?:[^']|'')*'/g, "''").replace(/(\$\w*\$)[\s\S]*?\1/g, "''");
  const refused: string[] = [];
  if (/;\s*\S/.test(code)) refused.push('several commands in one query');
  if (/\bADD CONSTRAINT\b/.test(code) && /\bALTER TABLE\b[^;]*,\s*(ADD|ALTER|DROP|VALIDATE)\b/.test(code))
    refused.push('ADD CONSTRAINT beside another change');
  if (/\bCREATE (OR REPLACE )?(CONSTRAINT )?TRIGGER\b/.test(code)) refused.push('a trigger');
  for (const [key] of code.matchAll(/\b(?:PRIMARY KEY|UNIQUE(?: INDEX)?)\b[^(]*\([^)]*\)/g))
    if (/\bCREATE TABLE\b[\s\S]*\bbusiness_id\b/.test(code) && !/\bbusiness_id\b/.test(key))
      refused.push('a key without the business');
  return refused;
}
