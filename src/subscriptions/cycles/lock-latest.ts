import type { EntityManager } from 'typeorm';
import { maybeOne } from '../../database/sql.js';
import { FIND_LATEST, LOCK_LATEST } from './cycles.sql.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';

/**
 * Locks the latest subscription of a business; null if it has none. If the subscription changed its version of the plan while this
 * waited, the statement finds no row, and is run again.
 */
export async function lockLatest(
  manager: EntityManager,
  businessId: string,
): Promise<SubscriptionRow | null> {
  for (;;) {
    const locked = await maybeOne(manager, LOCK_LATEST, { businessId });
    if (locked !== undefined) return locked;
    if ((await maybeOne(manager, FIND_LATEST, { businessId })) === undefined) return null;
  }
}
