import { statement } from '../../database/sql.js';

export interface ExpiringCard {
  businessId: string;
  brand: string | null;
  lastFour: string;
}

/**
 * Finds cards that expire in a month and have no notice of `$kind` yet. Only businesses whose cycles are invoiced are looked at.
 */
export const EXPIRING = statement<ExpiringCard, { year: number; month: number; kind: string; limit: number }>(
  'payment_cards_expiring',
  `SELECT a.business_id AS "businessId", a.brand, a.last4 AS "lastFour"
   FROM payment_accounts a
   JOIN subscriptions s ON s.business_id = a.business_id AND s.ended_at IS NULL AND s.collects AND NOT s.cancel_at_cycle_end
   WHERE a.expires_year = $year AND a.expires_month = $month AND a.last4 IS NOT NULL AND s.test_clock_id IS NULL
     AND NOT EXISTS (SELECT 1 FROM billing_notices n
                     WHERE n.business_id = a.business_id AND n.about = a.business_id AND n.kind = $kind)
   LIMIT $limit`,
);
