import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { execute, one } from '../database/sql.js';
import { TAKE, DELETE_OTHER_IDS } from './external-ids.sql.js';

/**
 * Sets the id of a business in the operator's own system, in the transaction that writes the business. Null removes it.
 *
 * @throws DomainError `external_id_taken`
 */
export async function setExternalId(
  manager: EntityManager,
  businessId: string,
  externalId: string | null,
): Promise<void> {
  await execute(manager, DELETE_OTHER_IDS, { businessId, externalId });
  if (externalId === null) return;
  const taken = await one(manager, TAKE, { externalId, businessId });
  if (taken.businessId === businessId) return;
  throw new DomainError('external_id_taken', 'Another business has this externalId.', {
    businessId: taken.businessId,
  });
}
