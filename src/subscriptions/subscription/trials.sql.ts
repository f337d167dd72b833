import { statement } from '../../database/sql.js';

const OWNER = `SELECT m.user_id FROM members m WHERE m.business_id = $1 AND m.role = 'owner'`;

/** Whether business $1, or its owner, has used the trial of plan $2. */
export const HAS_USED_TRIAL = statement(
  'trial_has_used',
  `SELECT EXISTS (SELECT FROM plan_trials WHERE business_id = $1 AND plan_code = $2)
       OR EXISTS (SELECT FROM user_trials t JOIN (${OWNER}) AS o ON o.user_id = t.user_id WHERE t.plan_code = $2) AS used`,
);

/** Uses the trial of plan $2 for business $1 and its owner at $3; no row when one of the two has used it. */
export const BEGIN_TRIAL = statement(
  'trial_begin',
  `WITH taken AS (
     INSERT INTO user_trials (user_id, plan_code, used_at) SELECT user_id, $2, $3 FROM (${OWNER}) AS o
     WHERE NOT EXISTS (SELECT FROM plan_trials WHERE business_id = $1 AND plan_code = $2)
     ON CONFLICT DO NOTHING RETURNING 1
   )
   INSERT INTO plan_trials (business_id, plan_code, used_at) SELECT $1, $2, $3 FROM taken ON CONFLICT DO NOTHING`,
);

export const MARK_TRIAL_USED = statement(
  'trial_pass',
  `INSERT INTO plan_trials (business_id, plan_code, used_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
);
