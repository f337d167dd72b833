import { type components, unwrap } from '@tenure/sdk';
import { usePages, useRead } from '../api/queries.js';
import { date } from '../ui/format.js';
import { useApi } from './context.js';

export type Clock = components['schemas']['TestClockView'];
export const KEY = ['test-clocks'];

export function useTestClocks() {
  const api = useApi();
  return usePages([...KEY, 'list'], (cursor) =>
    unwrap(api.GET('/v1/admin/test-clocks', { params: { query: { cursor, limit: 100 } } })),
  );
}

/** The clocks to choose from: the newest hundred, and the clock that is chosen already. */
export function useClockChoice(chosen: string | null = null): Clock[] {
  const newest = useTestClocks().data?.pages.flatMap(({ data }) => data) ?? [];
  const isListed = newest.some(({ id }) => id === chosen);
  const other = useTestClock(isListed ? null : chosen).data;
  return other === undefined || isListed ? newest : [...newest, other];
}

function useTestClock(id: string | null) {
  const api = useApi();
  return useRead(
    [...KEY, id],
    () => unwrap(api.GET('/v1/admin/test-clocks/{id}', { params: { path: { id: id ?? '' } } })),
    (id ?? '') !== '',
  );
}

/** The name of a clock: `A year of Pro, Mar 8, 2026`. */
export const clockName = ({ name, now }: Clock): string => `${name ?? 'without a name'}, ${date(now)}`;

/** The name of a clock inside a sentence. */
export const theClock = (clock: Clock): string =>
  clock.name === null ? `the clock at ${date(clock.now)}` : clockName(clock);

/** The time of a business's test clock; null if the business is on none. */
export function useClockNow(testClockId: string | null): string | null {
  return useTestClock(testClockId).data?.now ?? null;
}

/** The present day of a business, in UTC. For a business on a test clock it is the day of that clock. */
export const useToday = (testClockId: string | null): string =>
  (useClockNow(testClockId) ?? new Date().toISOString()).slice(0, 10);
