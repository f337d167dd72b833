import { statement } from '../../database/sql.js';
import type { TestClockView } from './test-clock.view.js';

export const LIST = statement<TestClockView, { before: string; limit: number }>(
  'test_clock_list',
  'SELECT id, name, now, payments FROM test_clocks WHERE id < $before ORDER BY id DESC LIMIT $limit',
);
export const FIND = statement<TestClockView, { id: string }>(
  'test_clock_find',
  'SELECT id, name, now, payments FROM test_clocks WHERE id = $id',
);
export const INSERT = statement<void, { id: string; name: string | null; now: Date; createdAt: Date }>(
  'test_clock_insert',
  'INSERT INTO test_clocks (id, name, now, created_at) VALUES ($id, $name, $now, $createdAt)',
);
/** Edits a test clock. `$payments` stays if it is null; the name changes only with `$setsName`. */
export const EDIT = statement<
  TestClockView,
  { id: string; payments: string | null; setsName: boolean; name: string | null }
>(
  'test_clock_edit',
  `UPDATE test_clocks SET payments = COALESCE($payments, payments), name = CASE WHEN $setsName THEN $name ELSE name END
   WHERE id = $id RETURNING id, name, now, payments`,
);
export const DELETE = statement<void, { id: string }>(
  'test_clock_delete',
  'DELETE FROM test_clocks WHERE id = $id',
);
// NO KEY, because a subscription that begins meanwhile refers to the clock. It must not wait for an advance, which may wait for
// the subscription.
export const LOCK = statement<Omit<TestClockView, 'id'>, { id: string }>(
  'test_clock_lock',
  'SELECT name, now, payments FROM test_clocks WHERE id = $id FOR NO KEY UPDATE',
);
export const ADVANCE = statement<void, { id: string; to: Date }>(
  'test_clock_advance',
  'UPDATE test_clocks SET now = $to WHERE id = $id AND now < $to',
);

/** The test clock of a business. */
export const CLOCK_OF = statement<Pick<TestClockView, 'now' | 'payments'>, { businessId: string }>(
  'test_clock_of_business',
  `SELECT c.now, c.payments FROM businesses b JOIN test_clocks c ON c.id = b.test_clock_id WHERE b.id = $businessId`,
);
