import { statement } from '../database/sql.js';
import type { Business, NewBusiness } from './business.rows.js';

const COLUMNS = `id, name, external_id AS "externalId", metadata, test_clock_id AS "testClockId", rate_limit AS "rateLimit",
  suspended_at AS "suspendedAt", closed_at AS "closedAt", created_at AS "createdAt"`;

export const FIND = statement<Business, { businessId: string }>(
  'business_find',
  `SELECT ${COLUMNS} FROM businesses WHERE id = $businessId`,
);
/** Locks a business, so that a check still holds when the business is changed. */
export const LOCK = statement<Business, { businessId: string }>(
  'business_lock',
  `SELECT ${COLUMNS} FROM businesses WHERE id = $businessId FOR NO KEY UPDATE`,
);
/**
 * Locks a business against being closed, suspended and edited, until the transaction ends. Several transactions can hold this lock
 * together. So none of them may change the row.
 */
export const LOCK_SHARED = statement<{ closed: boolean; suspended: boolean }, { businessId: string }>(
  'business_lock_shared',
  `SELECT closed_at IS NOT NULL AS closed, suspended_at IS NOT NULL AS suspended
   FROM businesses WHERE id = $businessId FOR SHARE`,
);
export const INSERT = statement<Business, NewBusiness & { businessId: string; now: Date }>(
  'business_insert',
  `INSERT INTO businesses (id, name, external_id, metadata, test_clock_id, created_at)
   VALUES ($businessId, $name, $externalId, $metadata, $testClockId, $now) RETURNING ${COLUMNS}`,
);
export const RENAME = statement<Business, { businessId: string; name: string }>(
  'business_rename',
  `UPDATE businesses SET name = $name WHERE id = $businessId RETURNING ${COLUMNS}`,
);
/** Closes a business. It changes no row if the business is closed already. */
export const CLOSE = statement<void, { businessId: string; now: Date }>(
  'business_close',
  'UPDATE businesses SET closed_at = $now WHERE id = $businessId AND closed_at IS NULL',
);
interface UpdatedBusiness {
  businessId: string;
  /** Null changes nothing, here and in `suspended` and `metadata`. */
  name: string | null;
  suspended: boolean | null;
  metadata: Record<string, unknown> | null;
  /** Whether to set `externalId`, which may also be set to null. */
  setsExternalId: boolean;
  externalId: string | null;
  setsRateLimit: boolean;
  rateLimit: number | null;
  now: Date;
}
export const UPDATE = statement<Business, UpdatedBusiness>(
  'business_update',
  `UPDATE businesses SET
     name = COALESCE($name, name),
     suspended_at = CASE WHEN $suspended::boolean THEN COALESCE(suspended_at, $now) WHEN NOT $suspended THEN NULL ELSE suspended_at END,
     external_id = CASE WHEN $setsExternalId THEN $externalId ELSE external_id END,
     metadata = COALESCE($metadata, metadata),
     rate_limit = CASE WHEN $setsRateLimit THEN $rateLimit::integer ELSE rate_limit END
   WHERE id = $businessId RETURNING ${COLUMNS}`,
);
export const TIME_OF = statement<{ now: Date | null }, { businessId: string }>(
  'business_time_of',
  `SELECT c.now FROM businesses b LEFT JOIN test_clocks c ON c.id = b.test_clock_id WHERE b.id = $businessId`,
);
