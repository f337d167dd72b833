import { MADE_FOR_PEOPLE } from '../audit/index.js';
import { statement } from '../database/sql.js';

export const FIND_IMPORTED = statement<{ externalId: string }, { externalId: string }>(
  'simple_saas_find_imported',
  'SELECT external_id AS "externalId" FROM imported_businesses WHERE external_id = $externalId',
);
export const NOTE_IMPORTED = statement<void, { externalId: string }>(
  'simple_saas_note_imported',
  'INSERT INTO imported_businesses (external_id) VALUES ($externalId) ON CONFLICT DO NOTHING',
);
/**
 * Finds a row if the user is in a business that an import or an operator has made. Nobody comes into such a business without being
 * named by them or following a mailed link.
 */
export const ORIGIN_OF = statement<{ imported: boolean }, { userId: string }>(
  'simple_saas_origin_of',
  `SELECT b.external_id LIKE 'simple-saas:%' IS TRUE AS imported
   FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $userId AND (b.external_id LIKE 'simple-saas:%' OR EXISTS (
     SELECT 1 FROM audit_log a
     WHERE a.business_id = m.business_id AND ${MADE_FOR_PEOPLE('a')}))
   ORDER BY imported DESC LIMIT 1`,
);
/** Finds a row if the user is a member of a business and not switched off there. */
export const FIND_ACTIVE = statement<{ businessId: string }, { userId: string }>(
  'simple_saas_find_active',
  'SELECT business_id AS "businessId" FROM members WHERE user_id = $userId AND active LIMIT 1',
);
