import { type Executor, query } from '../../database/sql.js';
import { LOCKED_PLACES } from './exact-spend.sql.js';
import type { Spend } from './spend.js';

/** Says for each spend, in their order, whether its counter and its grants are free now. Those that do not exist yet are free. */
export async function areFree(on: Executor, spends: Spend[]): Promise<boolean[]> {
  const groups = {
    businessIds: spends.map(({ businessId }) => businessId),
    features: spends.map(({ feature }) => feature),
  };
  const rows = await query(on, LOCKED_PLACES, groups);
  const locked = new Set(rows.map(({ place }) => place - 1));
  return spends.map((_, place) => !locked.has(place));
}
