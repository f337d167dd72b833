import { NOT_ENDED } from '../../database/not-ended.sql.js';

/** SQL of how many seats a business holds at `at`; `business` is SQL of its id. */
export const seatsHeld = (business: string, at: string): string => `(
  SELECT count(*)::integer FROM allocations seat
  WHERE seat.business_id = ${business} AND seat.feature_key = 'seats' AND ${NOT_ENDED('seat', at)})`;

/**
 * SQL of the limit of a feature by the plan: for seats with a price per seat, the seats that were bought; else `planned`, the
 * limit of the version. All arguments are SQL: `feature` is the key, `s` the live subscription, `versionId` the version in force.
 */
export const limitBought = (feature: string, s: string, versionId: string, planned: string): string => `
  CASE WHEN ${feature} = 'seats' AND (SELECT v.per_seat FROM plan_versions v WHERE v.id = ${versionId})
       THEN ${s}.quantity::bigint ELSE ${planned} END`;
