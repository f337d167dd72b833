import { statement } from '../../database/sql.js';
import { lastStep } from '../../database/sql-text.js';

const OWNER = `SELECT m.user_id FROM members m WHERE m.business_id = $businessId AND m.role = 'owner'`;

/**
 * SQL that says whether the business has used the trial of plan `$planCode`: the trial has begun, or the business has paid for a
 * cycle of the plan.
 */
const USED_BY_BUSINESS = `(EXISTS (SELECT 1 FROM plan_trials WHERE business_id = $businessId AND plan_code = $planCode)
       OR EXISTS (SELECT 1 FROM invoices
                  WHERE business_id = $businessId AND plan_code = $planCode AND reason = 'cycle'
                    AND status IN ('paid', 'refunded', 'chargedBack')))`;

/** Whether business `$businessId`, or its owner, has used the trial of plan `$planCode`. */
export const HAS_USED_TRIAL = statement<{ used: boolean }, { businessId: string; planCode: string }>(
  'trial_has_used',
  `SELECT ${USED_BY_BUSINESS}
       OR EXISTS (SELECT 1 FROM user_trials t JOIN (${OWNER}) AS o ON o.user_id = t.user_id WHERE t.plan_code = $planCode) AS used`,
);

/** Marks the trial of a plan as used by a business and its owner, at `$at`. Writes no row if one of the two has used it. */
export const BEGIN_TRIAL = statement<void, { businessId: string; planCode: string; at: Date }>(
  'trial_begin',
  `WITH taken AS (
     INSERT INTO user_trials (user_id, plan_code, used_at) SELECT user_id, $planCode, $at FROM (${OWNER}) AS o
     WHERE NOT ${USED_BY_BUSINESS}
     ON CONFLICT DO NOTHING RETURNING 1
   )
   ${lastStep(`INSERT INTO plan_trials (business_id, plan_code, used_at) SELECT $businessId, $planCode, $at FROM taken
   ON CONFLICT DO NOTHING`)}`,
);

export const MARK_TRIAL_USED = statement<void, { businessId: string; planCode: string; at: Date }>(
  'trial_pass',
  `INSERT INTO plan_trials (business_id, plan_code, used_at) VALUES ($businessId, $planCode, $at) ON CONFLICT DO NOTHING`,
);
