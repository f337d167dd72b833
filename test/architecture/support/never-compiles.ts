import { execute, type Executor, maybeOne, query, statement } from '../../../src/database/sql.js';

/** Compiled by `npm run types`, and never called: an expected error that is absent fails the build. */
export async function neverCalled(on: Executor): Promise<unknown> {
  const FIND = statement<{ id: string }, { businessId: string; userId: string; now: Date }>('never', 'never');
  const WRITE = statement<void, { businessId: string }>('never', 'never');
  const [businessId, userId, now] = ['', '', new Date(0)];
  const rows: { id: string }[] = await query(on, FIND, { businessId, userId, now });
  const row: { id: string } | undefined = await maybeOne(on, FIND, { now, userId, businessId });
  // @ts-expect-error: values have names, so that no two can be swapped
  await query(on, FIND, [businessId, userId, now]);
  // @ts-expect-error: a value is missing
  await query(on, FIND, { businessId, now });
  // @ts-expect-error: a value is of a wrong type
  await query(on, FIND, { businessId, userId: now, now });
  // @ts-expect-error: there is no such parameter
  await query(on, FIND, { businessId, userId, now, limit: 1 });
  // @ts-expect-error: the values are missing
  await query(on, WRITE);
  // @ts-expect-error: the statement answers rows, which are thrown away here
  await execute(on, FIND, { businessId, userId, now });
  return [rows, row, await execute(on, WRITE, { businessId })];
}
