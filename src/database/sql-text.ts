/** Matches the two forms within a text. Private characters, which no statement contains, separate them. */
const FORMS = /\uE000([^\uE000-\uE002]*)\uE001([^\uE000-\uE002]*)\uE002/g;

/**
 * A part of a statement that has another form on a distributed database (`DISTRIBUTED=on`). docs/decisions/two-forms.md says where
 * two forms are needed.
 */
export const inForms = (plain: string, distributed: string): string =>
  `\uE000${plain}\uE001${distributed}\uE002`;

/** Returns a row without columns for each row of `step`, so that `execute` can count the rows. */
export const rowsOf = (step: string): string =>
  inForms(`SELECT FROM ${step}`, `SELECT 1 AS written FROM ${step}`);

/**
 * The last step of a statement whose CTEs write. It writes too, and returns no columns. On a distributed database it is a further
 * CTE, whose rows are counted.
 */
export const lastStep = (write: string): string =>
  inForms(write, `, last_step AS (${write} RETURNING 1) ${rowsOf('last_step')}`);

/** The text in form 1, for one node, or 2, for a distributed database. */
export function formOf(text: string, form: 1 | 2): string {
  const chosen = text.replace(FORMS, `$${form}`);
  return chosen === text ? text : formOf(chosen, form);
}

/**
 * SQL that is true if `column` is the business of row `of`, which is one of `$businessIds`. On a distributed database a statement
 * is about the businesses of one shard. There the condition also names them for each table as a constant, because Citus finds the
 * shard only from a constant. The OR is for the planner of the node: it would use the array alone as a condition of the index, and
 * each look-up would try all its elements.
 */
export const ofBusiness = (column: string, of: string): string =>
  `${column} = ${of}.business_id${inForms('', ` AND (${column} = ${FIRST} OR ${column} = ANY ($businessIds::uuid[]))`)}`;
const FIRST = '($businessIds::uuid[])[1]';

/**
 * SQL for the rows of parallel arrays. `types` has the name of each parameter with the type of its elements. The arrays are in
 * subqueries, so the planner cannot see their lengths, and plans once for all lengths. If it saw the length, the general plan would
 * seem expensive, and it would plan each statement for few rows again, which costs two to five times the work itself
 * (docs/decisions/cost-of-a-request.md).
 */
export const inParallel = (types: Record<string, string>): string =>
  `unnest(${Object.entries(types)
    .map(([param, type]) => `(SELECT $${param}::${type}[])`)
    .join(', ')})`;

/**
 * SQL for a select that is run for each row separately, by an index. Without it, the planner may believe that a table is small,
 * because it was small when it was last analyzed, and read all of it for a few rows. A connection keeps that plan while the table
 * grows.
 */
export const perRow = (select: string): string => `LATERAL (${select}${inForms(' OFFSET 0', '')})`;

/**
 * SQL for the row that an index finds by `column`. `select` has the conditions on the other columns of the index. In a table that
 * nobody has counted yet, all indexes that begin with the same column seem to cost the same. The planner would take any of them,
 * and a server keeps that plan while the table grows. Only the right index has the rows in this order, so the planner takes that
 * one. The two bounds are the same value, so no other row is read. `distributed` is the condition for a distributed database.
 */
export const sought = (
  select: string,
  column: string,
  value: string,
  distributed = `${column} = ${value}`,
): string =>
  inForms(
    `${select} AND ${column} BETWEEN ${value} AND ${value} ORDER BY ${column} LIMIT 1`,
    `${select} AND ${distributed}`,
  );

/** The most items of a page. */
export const LONGEST_PAGE = 100;

/**
 * SQL for the first `$limit` rows of an ordered select. It returns at most the longest page and one row more, which shows that
 * there is a next page. A caller with a higher limit gets fewer rows than it asks for, also if there are more.
 *
 * For a limit that is a parameter, the planner expects a tenth of all rows. In a large table the general plan then looks expensive,
 * and PostgreSQL plans each call again. With the constant limit inside, it keeps the plan. No more rows are read, because the outer
 * limit stops the inner select.
 */
export const firstOf = (select: string): string =>
  inForms(
    `SELECT * FROM (${select} LIMIT ${LONGEST_PAGE + 1}) AS longest LIMIT $limit`,
    `${select} LIMIT $limit`,
  );

/** SQL that hides a value from the planner, so that it keeps one plan for all values. See `firstOf`. */
export const unseen = (value: string): string => inForms(`(SELECT ${value})`, value);
