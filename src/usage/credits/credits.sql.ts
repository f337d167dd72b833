import { statement } from '../../database/sql.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';

/** $2 is the time of the business. */
const CREDIT = `id, feature_key AS feature, amount,
  CASE WHEN voided_at IS NULL AND (expires_at IS NULL OR expires_at > $2) THEN amount - burnt ELSE 0 END AS remaining,
  priority, starts_at AS "startsAt", expires_at AS "expiresAt", reason, voided_at AS "voidedAt", created_at AS "createdAt"`;

export const GRANT = statement(
  'credit_grant',
  `INSERT INTO credit_grants (business_id, created_at, id, feature_key, amount, burnt, priority, starts_at, expires_at, reason)
   VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9) RETURNING ${CREDIT}`,
);

export const FIND = statement(
  'credit_find',
  `SELECT ${CREDIT} FROM credit_grants WHERE business_id = $1 AND id = $3`,
);

export const LIST = statement(
  'credit_list',
  `SELECT ${CREDIT} FROM credit_grants WHERE business_id = $1 AND id < $3 ORDER BY id DESC LIMIT $4`,
);

/** Waits for a spend that is using it. Used units stay used. */
export const VOID = statement(
  'credit_void',
  `UPDATE credit_grants SET voided_at = $2 WHERE business_id = $1 AND id = $3 AND voided_at IS NULL RETURNING ${CREDIT}`,
);

/** Live grants at $2, in the order in which they are used. */
export const LIVE = statement(
  'credit_live',
  `SELECT ${CREDIT} FROM credit_grants g
   WHERE business_id = $1 AND open AND starts_at <= $2 AND ${NOT_ENDED('g', '$2')}
   ORDER BY priority, expires_at NULLS LAST, created_at, id`,
);
