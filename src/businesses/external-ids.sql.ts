import { statement } from '../database/sql.js';

/** Gives an external id to `$businessId`, unless a business has it already. It returns the business that has it afterwards. */
export const TAKE = statement<{ businessId: string }, { externalId: string; businessId: string }>(
  'external_id_take',
  `INSERT INTO external_ids (external_id, business_id) VALUES ($externalId, $businessId)
   ON CONFLICT (external_id) DO UPDATE SET business_id = external_ids.business_id
   RETURNING business_id AS "businessId"`,
);
/** Deletes the external ids of a business, except `$externalId`. */
export const DELETE_OTHER_IDS = statement<void, { businessId: string; externalId: string | null }>(
  'external_id_delete_others',
  'DELETE FROM external_ids WHERE business_id = $businessId AND external_id IS DISTINCT FROM $externalId',
);
