import { statement } from '../database/sql.js';

/**
 * Claims customers of erased businesses. If the provider does not forget a customer, it is due again after the lease, and each time
 * later.
 */
export const CLAIM_FORGOTTEN = statement<
  { customer: string },
  { now: Date; leaseUntil: Date; limit: number }
>(
  'payment_customers_claim_forgotten',
  `UPDATE customers_to_forget f SET tries = f.tries + 1,
          due_at = (($leaseUntil::timestamptz AT TIME ZONE 'UTC') + LEAST(f.tries, 24) * interval '1 hour') AT TIME ZONE 'UTC'
   FROM (SELECT customer FROM customers_to_forget WHERE due_at <= $now ORDER BY due_at LIMIT $limit FOR UPDATE SKIP LOCKED) AS due
   WHERE f.customer = due.customer RETURNING f.customer`,
);
export const NOTE_FORGOTTEN = statement<void, { customer: string }>(
  'payment_customers_note_forgotten',
  'DELETE FROM customers_to_forget WHERE customer = $customer',
);
