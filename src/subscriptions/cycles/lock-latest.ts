import type { EntityManager } from 'typeorm';
import { maybeOne } from '../../database/sql.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import { FIND_LATEST, LOCK_LATEST } from './cycles.sql.js';

/**
 * Locks the latest subscription of a business and then does `work`. Null if there is none. While the lock waits, another
 * subscription may begin, or the subscription may change its version of the plan: then the statement finds no row. So this repeats
 * until the locked subscription is the latest one.
 */
export async function lockLatest(
  manager: EntityManager,
  businessId: string,
  work: () => Promise<void> = () => Promise.resolve(),
): Promise<SubscriptionRow | null> {
  for (;;) {
    const locked = await maybeOne(manager, LOCK_LATEST, { businessId });
    await work();
    const latest = await maybeOne(manager, FIND_LATEST, { businessId });
    if (latest?.id === locked?.id) return latest ?? null;
  }
}
