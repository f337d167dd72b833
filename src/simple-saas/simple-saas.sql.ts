import { statement } from '../database/sql.js';

export const FIND_IMPORTED = statement<{ externalId: string }, { externalId: string }>(
  'simple_saas_find_imported',
  'SELECT external_id AS "externalId" FROM imported_businesses WHERE external_id = $externalId',
);
export const NOTE_IMPORTED = statement<void, { externalId: string }>(
  'simple_saas_note_imported',
  'INSERT INTO imported_businesses (external_id) VALUES ($externalId) ON CONFLICT DO NOTHING',
);
/** Finds a row if the user is in a business that an import has made. */
export const FIND_IN_IMPORTED = statement<{ businessId: string }, { userId: string }>(
  'simple_saas_find_in_imported',
  `SELECT m.business_id AS "businessId" FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $userId AND b.external_id LIKE 'simple-saas:%' LIMIT 1`,
);
/** Finds a row if the user is in a business that no import has made, or is not switched off in one that an import has made. */
export const FIND_OTHER_USE = statement<{ businessId: string }, { userId: string }>(
  'simple_saas_find_other_use',
  `SELECT m.business_id AS "businessId" FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $userId AND (m.active OR b.external_id LIKE 'simple-saas:%' IS NOT TRUE) LIMIT 1`,
);
