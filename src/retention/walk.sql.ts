import { BELOW_ALL_IDS } from '../common/paging.js';
import { type Statement, statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';

/** How many rows one statement reads. That takes a few hundredths of a second, however many it deletes. */
const SPAN = 5_000;

const LEAST = {
  uuid: `'${BELOW_ALL_IDS}'`,
  text: "''",
  integer: '-1',
  date: "'-infinity'",
};

/** The result of one span of a walk: where the next span begins (null at the end of the table), and how many rows were deleted. */
export interface Span {
  next: string | null;
  purged: number;
}

/** A statement of `walk`. `from` is where the span begins, as JSON. It returns one row. */
export type Walk = Statement<Span, { before: Date; from: string }>;

interface Walked {
  table: string;
  /** The columns of the primary key, in its order. */
  key: Record<string, keyof typeof LEAST>;
  /** SQL that is true for rows `r` that are too old at `$before`. */
  over: string;
}

/**
 * Makes a statement that reads a span of a table in the order of its primary key, and deletes the old rows in it. A search for old
 * rows would read the rows that stay, and the dead rows that it has just deleted, again and again. A walk reads each row once, so
 * none of its statements takes long, however large the table is.
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
