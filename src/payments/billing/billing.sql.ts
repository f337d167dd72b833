import { statement } from '../../database/sql.js';
import type { BillingProfileView } from './billing.view.js';

export type ProfileFields = Omit<BillingProfileView, 'netDays'>;

export const FIND_PROFILE = statement<BillingProfileView, { businessId: string }>(
  'billing_profile_find',
  `SELECT name, address, country, postal_code AS "postalCode", tax_id AS "taxId", email, net_days AS "netDays" FROM billing_profiles WHERE business_id = $businessId`,
);
/** Writes all of the profile except the days to pay, which operators set. */
export const SET_PROFILE = statement<BillingProfileView, ProfileFields & { businessId: string; now: Date }>(
  'billing_profile_set',
  `INSERT INTO billing_profiles (business_id, name, address, country, postal_code, tax_id, email, updated_at)
   VALUES ($businessId, $name, $address, $country, $postalCode, $taxId, $email, $now)
   ON CONFLICT (business_id) DO UPDATE SET name = excluded.name, address = excluded.address,
     country = excluded.country, postal_code = excluded.postal_code, tax_id = excluded.tax_id, email = excluded.email, updated_at = excluded.updated_at
   RETURNING name, address, country, postal_code AS "postalCode", tax_id AS "taxId", email, net_days AS "netDays"`,
);

export interface BillingRow {
  accessUntil: Date | null;
  invoiceId: string | null;
  status: 'open' | 'processing' | null;
  nextAttemptAt: Date | null;
  paymentMethod: string | null;
  brand: string | null;
  last4: string | null;
  expiresMonth: number | null;
  expiresYear: number | null;
}

/** Finds what a business is charged by. While the business is past due, also its debt: the oldest invoice that is not paid. */
export const FIND_BILLING = statement<BillingRow, { businessId: string }>(
  'billing_find',
  `SELECT s.access_until AS "accessUntil", i.id AS "invoiceId", i.status, i.next_attempt_at AS "nextAttemptAt",
          a.payment_method AS "paymentMethod", a.brand, a.last4, a.expires_month AS "expiresMonth", a.expires_year AS "expiresYear"
   FROM (SELECT $businessId::uuid AS id) AS b
   LEFT JOIN payment_accounts a ON a.business_id = b.id
   LEFT JOIN subscriptions s ON s.business_id = b.id AND s.status = 'pastDue'
   LEFT JOIN LATERAL (
     SELECT o.id, o.status, CASE WHEN o.status = 'open' THEN o.next_attempt_at END AS next_attempt_at FROM invoices o
     WHERE o.business_id = b.id AND o.subscription_id = s.id AND o.reason = 'cycle' AND o.status IN ('open', 'processing')
     ORDER BY o.cycle_index LIMIT 1
   ) AS i ON true`,
);
