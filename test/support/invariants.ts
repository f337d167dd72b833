import type pg from 'pg';
import { violations } from '../../invariants/invariants.js';

/** Expects that every invariant holds in the database. A failure shows the violated ones. */
export async function expectInvariants(on: string | pg.ClientBase): Promise<void> {
  expect((await violations(on)).filter(({ count }) => count > 0)).toEqual([]);
}
