import { partsByShard } from '../../database/by-shard.js';
import { type Executor, query } from '../../database/sql.js';
import { LOCKED_PLACES } from './exact-spend.sql.js';
import type { Spend } from './spend.js';

/**
 * Returns for each spend, in order, whether its counter and its grants are free now. A counter or grant that does not exist is
 * free.
 */
export async function areFree(on: Executor, spends: Spend[]): Promise<boolean[]> {
  const locked = new Set<Spend>();
  for (const part of await partsByShard(on, spends, ({ businessId }) => businessId)) {
    const groups = {
      businessIds: part.map(({ businessId }) => businessId),
      features: part.map(({ feature }) => feature),
    };
    for (const { place } of await query(on, LOCKED_PLACES, groups)) locked.add(part[place - 1] as Spend);
  }
  return spends.map((spend) => !locked.has(spend));
}
