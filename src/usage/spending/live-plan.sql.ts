import { ofBusiness, perRow } from '../../database/sql.js';
import { MAX_UNITS } from '../../common/validation.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';

/** Milliseconds that a flush or a slow-path transaction waits for a row that other work holds. */
export const LOCK_WAIT_MS = 250;

/** Whether a column is the business of row `of`. */
export type Belongs = (column: string) => string;
export const belongsTo =
  (of: string): Belongs =>
  (column) =>
    ofBusiness(column, of);

/** True for a grant `g` of business `of`.business_id for `of`.feature_key that can be used at `of`.now. */
export const LIVE_GRANT = (g: string, of: string, belongs = belongsTo(of)): string => `
  ${belongs(`${g}.business_id`)} AND ${g}.feature_key = ${of}.feature_key AND ${g}.open
  AND ${NOT_ENDED(g, `${of}.now`)} AND ${g}.starts_at <= ${of}.now`;

/** Live credits of business `of`.business_id for `of`.feature_key at `of`.now. */
export const LIVE_CREDITS = (of: string): string => `
  (SELECT LEAST(COALESCE(sum(g.amount - g.burnt), 0), ${MAX_UNITS})::bigint FROM credit_grants g
   WHERE ${LIVE_GRANT('g', of)})`;

/** The live subscription `s` of business `of`.business_id, or nulls, and what its plan says of `of`.feature_key, `l`. */
export const LIVE_PLAN = (of: string, belongs = belongsTo(of)): string => `
  LEFT JOIN ${perRow(`SELECT * FROM subscriptions s WHERE ${belongs('s.business_id')} AND s.ended_at IS NULL`)} AS s ON true
  LEFT JOIN plan_limits l ON l.version_id = s.plan_version_id AND l.feature_key = ${of}.feature_key`;
