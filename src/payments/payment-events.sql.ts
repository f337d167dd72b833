import { statement } from '../database/sql.js';
import { inParallel, perRow } from '../database/sql-text.js';
import { COLLECTING_IS_HELD } from '../subscriptions/index.js';
import type { ProviderEvent } from './provider-values.js';

export type About = NonNullable<ProviderEvent['about']>;

/**
 * Stores events, given in parallel arrays, each once. Events of unknown customers are ignored. An event that names an object is due
 * at once.
 */
export const TAKE_EVENTS = statement<
  void,
  {
    ids: string[];
    types: string[];
    customers: (string | null)[];
    kinds: (string | null)[];
    references: (string | null)[];
    now: Date;
  }
>(
  'payment_events_take',
  `INSERT INTO payment_events (id, type, kind, reference, due_at, received_at)
   SELECT e.id, e.type, e.kind, e.reference, CASE WHEN e.kind IS NOT NULL THEN $now::timestamptz END, $now
   FROM ${inParallel({ ids: 'text', types: 'text', customers: 'text', kinds: 'text', references: 'text' })}
        AS e (id, type, customer, kind, reference)
   LEFT JOIN ${perRow('SELECT customer FROM payment_customers WHERE customer = e.customer')} AS c ON true
   WHERE e.customer IS NULL OR c.customer IS NOT NULL
   ORDER BY e.id
   ON CONFLICT (id) DO NOTHING`,
);
/**
 * Claims objects to read. All due events about one object are claimed together, and one reading answers them. While collecting is
 * held, events of checkouts stay due: a checkout from before the restore would save an old card and an old payer at the provider.
 */
export const CLAIM_EVENTS = statement<
  { ids: string[]; kind: About['kind']; reference: string; tries: number },
  { now: Date; leaseUntil: Date; limit: number }
>(
  'payment_event_claim',
  `WITH due AS MATERIALIZED (
     SELECT id FROM payment_events
     WHERE due_at <= $now
       AND (kind <> 'checkout' OR NOT ${COLLECTING_IS_HELD})
     ORDER BY due_at LIMIT $limit FOR UPDATE SKIP LOCKED
   ),
   claimed AS (
     UPDATE payment_events e SET due_at = $leaseUntil, tries = e.tries + 1 FROM due d WHERE e.id = d.id
     RETURNING e.id, e.kind, e.reference, e.tries
   )
   SELECT array_agg(id) AS ids, kind, reference, max(tries) AS tries FROM claimed GROUP BY kind, reference`,
);
export const EVENTS_DONE = statement<void, { ids: string[] }>(
  'payment_event_done',
  'UPDATE payment_events SET due_at = NULL WHERE id = ANY($ids::text[])',
);
export const EVENTS_AGAIN = statement<void, { ids: string[]; at: Date }>(
  'payment_event_again',
  'UPDATE payment_events SET due_at = $at WHERE id = ANY($ids::text[])',
);

/**
 * Returns the cursor for the next listing. Returns no row if events were listed after `$before`, so servers do not list at the same
 * time.
 */
export const TAKE_POLL = statement<{ cursor: string | null }, { now: Date; before: Date }>(
  'payment_poll_take',
  `UPDATE payment_cursor SET read_until = $now
   WHERE single AND (read_until IS NULL OR read_until <= $before) RETURNING cursor`,
);
export const NOTE_POLL = statement<void, { cursor: string | null; lastEventAt: Date | null }>(
  'payment_poll_note',
  `UPDATE payment_cursor SET cursor = COALESCE($cursor, cursor), last_event_at = GREATEST(last_event_at, $lastEventAt) WHERE single`,
);
/** Deletes events that came before `$before` and were handled. */
export const PURGE_PROVIDER_EVENTS = statement<void, { before: Date; limit: number }>(
  'retention_payment_events',
  `DELETE FROM payment_events WHERE id IN (
     SELECT id FROM payment_events WHERE received_at < $before AND due_at IS NULL LIMIT $limit)`,
);
