import { inForms, type Statement, statement } from '../database/sql.js';

/** Rows that one statement looks at: a few hundredths of a second, whatever it finds. */
const SPAN = 5_000;

const LEAST = {
  uuid: "'00000000-0000-0000-0000-000000000000'",
  text: "''",
  integer: '-1',
  date: "'-infinity'",
};

/** The result of one span of a walk: the place to go on (null at the end of the table), and how many rows it deleted. */
export interface Span {
  next: string | null;
  purged: number;
}

/** A statement of `walk`: before which time, and where to go on, as JSON. Answers one row. */
export type Walk = Statement<Span, { before: Date; from: string }>;

interface Walked {
  table: string;
  /** The columns of the primary key, in its order. */
  key: Record<string, keyof typeof LEAST>;
  /** SQL that is true for rows `r` that are over by $before. */
  over: string;
}

/**
 * Makes a statement that looks at a span of a table in the order of its primary key, and deletes what is over. A search for
 * rows that are over passes again and again over those that stay, and over the dead ones it has just deleted. A walk looks
 * at each row once, so no statement of it takes long, however large the table is.
 */
export function walk(name: string, { table, key, over }: Walked): Walk {
  const columns = Object.keys(key);
  const of = (row: string) => columns.map((column) => `${row}.${column}`).join(', ');
  const cursor = Object.values(key).map(
    (type, place) => `COALESCE(($from::jsonb ->> ${place})::${type}, ${LEAST[type]}::${type})`,
  );
  const text = `
    WITH looked AS MATERIALIZED (
      SELECT * FROM ${table} r WHERE (${of('r')}) > (${cursor.join(', ')}) ORDER BY ${of('r')} LIMIT ${SPAN}
    ), ${inForms(
      '',
      `over AS MATERIALIZED (
      SELECT ${of('r')} FROM ${table} r WHERE (${of('r')}) IN (SELECT ${of('l')} FROM looked l) AND ${over}
    ), `,
    )}gone AS (
      DELETE FROM ${table} d USING ${inForms('looked', 'over')} r
      WHERE (${of('d')}) = (${of('r')}) ${inForms(`AND ${over}`, '')} RETURNING 1
    )
    SELECT (SELECT jsonb_build_array(${of('r')})::text FROM looked r
            ORDER BY ${columns.map((column) => `r.${column} DESC`).join(', ')} LIMIT 1) AS next,
           (SELECT count(*)::integer FROM gone) AS purged`;
  return statement<Span, { before: Date; from: string }>(name, text);
}
