import { statement } from '../database/sql.js';

/** Answers the business that has the id. When none has it, `$businessId` gets it. Two requests at once run one after the other. */
export const TAKE = statement<{ businessId: string }, { externalId: string; businessId: string }>(
  'external_id_take',
  `INSERT INTO external_ids (external_id, business_id) VALUES ($externalId, $businessId)
   ON CONFLICT (external_id) DO UPDATE SET business_id = external_ids.business_id
   RETURNING business_id AS "businessId"`,
);
export const LEAVE_OTHERS = statement<void, { businessId: string; externalId: string | null }>(
  'external_id_leave_others',
  'DELETE FROM external_ids WHERE business_id = $businessId AND external_id IS DISTINCT FROM $externalId',
);
