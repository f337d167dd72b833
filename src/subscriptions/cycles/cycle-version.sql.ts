/**
 * SQL that puts the running cycle of a subscription under another version: `update` is an UPDATE of the subscription `s` of
 * `$businessId` that sets its plan_version_id. The row of the cycle then shows this version too.
 */
export const withItsCycle = (update: string): string => `
  WITH moved AS (
    ${update}
    RETURNING s.id, s.cycle_index, s.plan_version_id
  )
  UPDATE cycles c SET plan_version_id = m.plan_version_id FROM moved m
  WHERE c.business_id = $businessId AND c.subscription_id = m.id AND c.index = m.cycle_index`;
