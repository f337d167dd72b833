import type { RecordRow } from './idempotency.rows.js';
import { statement } from '../../database/sql.js';
import { inForms, inParallel, ofBusiness, perRow, sought } from '../../database/sql-text.js';
import { walk } from '../../retention/index.js';

/** The account of the bots of a business. They share their keys. */
export const BOTS = '00000000-0000-0000-0000-000000000000';

/**
 * Locks a key for this transaction. Returns false at once if another transaction has the lock. No transaction waits for a twin in
 * the database, so a twin never delays other requests. A server that dies loses the lock with its connection.
 */
export const KEY_LOCK = (business: string, key: string): string =>
  `pg_try_advisory_xact_lock(hashtextextended(${business}::text || ' ' || ${key}, 4))`;

/**
 * The units that were given back. An earlier release had no partial refunds and only wrote the time; then all units were given
 * back.
 */
const REFUNDED = 'CASE WHEN r.refunded = 0 AND r.refunded_at IS NOT NULL THEN r.amount ELSE r.refunded END';

const RECORD = `r.id, r.account, r.business_id AS "businessId", r.key, r.fingerprint, r.answer,
  r.subscription_id AS "subscriptionId", r.cycle_index AS "cycleIndex", r.feature_key AS feature, r.amount, r.used,
  r."limit", r.credits, r.remaining, r.cycle_starts_at AS "startsAt", r.cycle_ends_at AS "endsAt", r.day::text AS day, r.burns,
  ${REFUNDED} AS refunded`;

/** Locks keys of businesses, given in parallel arrays. Returns in their order which keys were free. */
export const TAKE_KEYS = statement<{ free: boolean }, { businessIds: string[]; keys: string[] }>(
  'idempotency_take',
  `SELECT ${KEY_LOCK('k.business_id', 'k.key')} AS free
   FROM ${inParallel({ businessIds: 'uuid', keys: 'text' })} WITH ORDINALITY AS k (business_id, key, place) ORDER BY k.place`,
);

/** Reads the records of keys of one account, given in parallel arrays. The keys must be locked before. */
export const FIND_RECORDS = statement<RecordRow, { businessIds: string[]; keys: string[]; account: string }>(
  'idempotency_find',
  `SELECT ${RECORD} FROM ${inParallel({ businessIds: 'uuid', keys: 'text' })} AS k (business_id, key)
   CROSS JOIN ${perRow(
     sought(
       `SELECT * FROM idempotency_records r WHERE ${ofBusiness('r.business_id', 'k')} AND r.account = $account`,
       'r.key',
       'k.key',
     ),
   )} AS r`,
);

/** Locks record `$id` of business `$businessId`, so that refunds of one spend are done one after the other. */
export const LOCK_RECORD = statement<RecordRow, { businessId: string; id: string }>(
  'idempotency_lock',
  `SELECT ${RECORD} FROM idempotency_records r WHERE r.business_id = $businessId AND r.id = $id FOR NO KEY UPDATE`,
);

export const STORE_ANSWER = statement<
  void,
  {
    businessId: string;
    account: string;
    key: string;
    id: string;
    fingerprint: Buffer;
    now: Date;
    answer: unknown;
  }
>(
  'idempotency_store',
  `INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, answer)
   VALUES ($businessId, $account, $key, $id, $fingerprint, $now, $answer)`,
);

/** The stored answer of a request that is running, or whose server died. */
const PENDING = `'{"pending": true}'`;

/**
 * Reserves a key for a request, in a transaction that has locked the key. Returns the new record, or the record that has the key.
 */
export const RESERVE = statement<
  Pick<RecordRow, 'id' | 'fingerprint' | 'answer'> & { pending: boolean },
  { businessId: string; account: string; key: string; id: string; fingerprint: Buffer; now: Date }
>(
  'idempotency_reserve',
  `INSERT INTO idempotency_records AS r (business_id, account, key, id, fingerprint, created_at, answer)
   VALUES ($businessId, $account, $key, $id, $fingerprint, $now, ${PENDING})
   ON CONFLICT (business_id, account, key) DO UPDATE SET key = excluded.key
   RETURNING r.id, r.fingerprint, r.answer, COALESCE(r.answer::text = ${PENDING}, false) AS pending`,
);
/** Stores the answer of a request that had reserved its key, also if a refused twin has deleted the reservation. */
export const STORE_RESERVED = statement<
  void,
  {
    businessId: string;
    account: string;
    key: string;
    id: string;
    fingerprint: Buffer;
    now: Date;
    answer: unknown;
  }
>(
  'idempotency_store_reserved',
  `INSERT INTO idempotency_records AS r (business_id, account, key, id, fingerprint, created_at, answer)
   VALUES ($businessId, $account, $key, $id, $fingerprint, $now, $answer)
   ON CONFLICT (business_id, account, key) DO UPDATE SET answer = excluded.answer
   WHERE r.id = excluded.id AND r.answer::text = ${PENDING}`,
);
/** Deletes the reservation of a request that was refused. */
export const DELETE_RESERVATION = statement<void, { businessId: string; id: string }>(
  'idempotency_give_back',
  `DELETE FROM idempotency_records WHERE business_id = $businessId AND id = $id AND answer::text = ${PENDING}`,
);

/**
 * Deletes records that were made before `$before`, a day ago. Spends that can still be refunded stay: spends of an open cycle, and
 * spends that credits paid, while one of those grants is live. Grants on a test clock are judged by real time here.
 */
export const PURGE = walk('idempotency_forget', {
  table: 'idempotency_records',
  key: { business_id: 'uuid', account: 'uuid', key: 'text' },
  over: `r.created_at < $before AND NOT EXISTS (
      SELECT 1 FROM subscriptions s
      WHERE s.business_id = r.business_id AND s.id = r.subscription_id AND s.cycle_index = r.cycle_index
        AND s.ended_at IS NULL)
    AND (r.burns IS NULL OR NOT EXISTS (
      ${inForms(
        `SELECT 1 FROM jsonb_to_recordset(r.burns) AS b (id uuid)
      JOIN credit_grants g ON g.business_id = r.business_id AND g.id = b.id
      WHERE`,
        `SELECT 1 FROM credit_grants g
      WHERE g.business_id = r.business_id AND r.burns @> jsonb_build_array(jsonb_build_object('id', g.id)) AND`,
      )} g.voided_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $before::timestamptz + interval '1 day')))`,
});
