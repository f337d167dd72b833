import { statement } from '../database/sql.js';

export const FIND_BY_EXTERNAL_ID = statement<{ id: string }, { externalId: string }>(
  'simple_saas_find_by_external_id',
  'SELECT business_id AS id FROM external_ids WHERE external_id = $externalId',
);
/** Finds a row if the user is in a business that an import has made. */
export const IS_IMPORTED = statement<{ found: number }, { userId: string }>(
  'simple_saas_is_imported',
  `SELECT 1 AS found FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $userId AND b.external_id LIKE 'simple-saas:%' LIMIT 1`,
);
