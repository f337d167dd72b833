import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { execute, one, statement } from '../database/sql.js';

/** The business that has the id; `$businessId` gets it when there is none. Two who want it at once come one after the other. */
const TAKE = statement<{ businessId: string }, { externalId: string; businessId: string }>(
  'external_id_take',
  `INSERT INTO external_ids (external_id, business_id) VALUES ($externalId, $businessId)
   ON CONFLICT (external_id) DO UPDATE SET business_id = external_ids.business_id
   RETURNING business_id AS "businessId"`,
);
const LEAVE_OTHERS = statement<void, { businessId: string; externalId: string | null }>(
  'external_id_leave_others',
  'DELETE FROM external_ids WHERE business_id = $businessId AND external_id IS DISTINCT FROM $externalId',
);

/**
 * Gives a business its id in the operator's own system, or takes it away with null, in the transaction that writes the
 * business.
 *
 * @throws DomainError `external_id_taken`
 */
export async function setExternalId(
  manager: EntityManager,
  businessId: string,
  externalId: string | null,
): Promise<void> {
  await execute(manager, LEAVE_OTHERS, { businessId, externalId });
  if (externalId === null) return;
  const taken = await one(manager, TAKE, { externalId, businessId });
  if (taken.businessId === businessId) return;
  throw new DomainError('external_id_taken', 'Another business has this externalId.', {
    businessId: taken.businessId,
  });
}
