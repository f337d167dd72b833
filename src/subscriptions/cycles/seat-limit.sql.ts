/**
 * The limit of a feature by the plan: of seats, where the price is per seat, the seats that were bought; else what the version
 * says, `planned`. All are SQL: `feature` is the key, `s` the live subscription, `versionId` the version to go by.
 */
export const limitBought = (feature: string, s: string, versionId: string, planned: string): string => `
  CASE WHEN ${feature} = 'seats' AND (SELECT v.per_seat FROM plan_versions v WHERE v.id = ${versionId})
       THEN ${s}.quantity::bigint ELSE ${planned} END`;
