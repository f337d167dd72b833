import { type Executor, query } from '../../database/sql.js';
import { LOCKED_PLACES } from './exact-spend.sql.js';
import type { Spend } from './spend.js';

/** In the order of the spends, whether the counter and the grants of each are free at this moment; also where there are none. */
export async function areFree(on: Executor, spends: Spend[]): Promise<boolean[]> {
  const groups = [spends.map(({ businessId }) => businessId), spends.map(({ feature }) => feature)];
  const rows = await query<{ place: number }>(on, LOCKED_PLACES, groups);
  const locked = new Set(rows.map(({ place }) => place - 1));
  return spends.map((_, place) => !locked.has(place));
}
