import type { CreditRow } from './credits.rows.js';
import { statement } from '../../database/sql.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';

const CREDIT = `id, feature_key AS feature, amount,
  CASE WHEN voided_at IS NULL AND (expires_at IS NULL OR expires_at > $now) THEN amount - burnt ELSE 0 END AS remaining,
  priority, starts_at AS "startsAt", expires_at AS "expiresAt", reason, voided_at AS "voidedAt", created_at AS "createdAt"`;

export const GRANT = statement<
  CreditRow,
  {
    businessId: string;
    now: Date;
    id: string;
    feature: string;
    amount: number;
    priority: number;
    startsAt: Date;
    expiresAt: Date | null;
    reason: string;
  }
>(
  'credit_grant',
  `INSERT INTO credit_grants (business_id, created_at, id, feature_key, amount, burnt, priority, starts_at, expires_at, reason)
   VALUES ($businessId, $now, $id, $feature, $amount, 0, $priority, $startsAt, $expiresAt, $reason) RETURNING ${CREDIT}`,
);

/** Locks a grant. Waits for a spend that is using it. */
export const LOCK = statement<CreditRow, { businessId: string; now: Date; id: string }>(
  'credit_lock',
  `SELECT ${CREDIT} FROM credit_grants WHERE business_id = $businessId AND id = $id FOR NO KEY UPDATE`,
);

export const LIST_CREDITS = statement<
  CreditRow,
  { businessId: string; now: Date; before: string; limit: number }
>(
  'credit_list',
  `SELECT ${CREDIT} FROM credit_grants WHERE business_id = $businessId AND id < $before ORDER BY id DESC LIMIT $limit`,
);

/** Voids a grant, unless it is void. Used units stay used. */
export const VOID = statement<CreditRow, { businessId: string; now: Date; id: string }>(
  'credit_void',
  `UPDATE credit_grants SET voided_at = $now WHERE business_id = $businessId AND id = $id AND voided_at IS NULL RETURNING ${CREDIT}`,
);

/** Reads the grants that can be used at `$now`, in the order in which they are used. */
export const LIVE = statement<CreditRow, { businessId: string; now: Date }>(
  'credit_live',
  `SELECT ${CREDIT} FROM credit_grants g
   WHERE business_id = $businessId AND open AND starts_at <= $now AND ${NOT_ENDED('g', '$now')}
   ORDER BY priority, expires_at NULLS LAST, created_at, id`,
);
