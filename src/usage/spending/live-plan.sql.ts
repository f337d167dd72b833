import { ofBusiness, perRow, sought } from '../../database/sql-text.js';
import { MAX_UNITS } from '../../common/validation.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';

/** How many milliseconds a flush or a slow-path transaction waits for a row that other work has locked. */
export const LOCK_WAIT_MS = 250;

/** Makes the condition that a column is the business of a row. */
export type Belongs = (column: string) => string;
export const belongsTo =
  (of: string): Belongs =>
  (column) =>
    ofBusiness(column, of);

/**
 * Whether the grant `g` belongs to `of`.business_id and `of`.feature_key and can be used at `of`.now. With `until`, also a grant
 * that begins by then.
 */
export const LIVE_GRANT = (g: string, of: string, belongs = belongsTo(of), until = `${of}.now`): string => `
  ${belongs(`${g}.business_id`)} AND ${g}.feature_key = ${of}.feature_key AND ${g}.open
  AND ${NOT_ENDED(g, `${of}.now`)} AND ${g}.starts_at <= ${until}`;

/** The live credits of `of`.business_id for `of`.feature_key at `of`.now. With `until`, also those that begin by then. */
export const LIVE_CREDITS = (of: string, until?: string): string => `
  (SELECT LEAST(COALESCE(sum(g.amount - g.burnt), 0), ${MAX_UNITS})::bigint FROM credit_grants g
   WHERE ${LIVE_GRANT('g', of, belongsTo(of), until)})`;

/**
 * Joins the live subscription of `of`.business_id as `s`, and the limit of its plan for `of`.feature_key as `l`. Missing ones are
 * null.
 */
export const LIVE_PLAN = (of: string, belongs = belongsTo(of)): string => `
  LEFT JOIN ${perRow(
    sought(
      'SELECT * FROM subscriptions s WHERE s.ended_at IS NULL',
      's.business_id',
      `${of}.business_id`,
      belongs('s.business_id'),
    ),
  )} AS s ON true
  LEFT JOIN plan_limits l ON l.version_id = s.plan_version_id AND l.feature_key = ${of}.feature_key`;
