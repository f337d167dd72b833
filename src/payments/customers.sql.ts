import { statement } from '../database/sql.js';
import type { ProfileFields } from './billing/billing.sql.js';
import type { BillingProfileView } from './billing/billing.view.js';

interface OfBusiness {
  businessId: string;
}

/** The customer of a business at the provider, with the card that is charged. */
export interface CustomerRow {
  customer: string;
  paymentMethod: string | null;
  brand: string | null;
  lastFour: string | null;
  expiryMonth: number | null;
  expiryYear: number | null;
}

export const FIND_CUSTOMER = statement<CustomerRow, OfBusiness>(
  'payment_customer_find',
  `SELECT customer, payment_method AS "paymentMethod", brand, last4 AS "lastFour", expires_month AS "expiryMonth",
          expires_year AS "expiryYear"
   FROM payment_accounts WHERE business_id = $businessId`,
);
export interface BilledRow {
  name: string;
  email: string | null;
  /** As people write it: one part on each line. */
  address: string | null;
  country: string | null;
  postalCode: string | null;
  taxId: string | null;
}

/** Finds who gets the invoices: the billing profile, or else the business and its owner. */
export const FIND_BILLED = statement<BilledRow, OfBusiness>(
  'payment_billed_find',
  `SELECT COALESCE(p.name, b.name) AS name, COALESCE(p.email, owner.email) AS email, p.address, p.country,
          p.postal_code AS "postalCode", p.tax_id AS "taxId"
   FROM businesses b
   LEFT JOIN billing_profiles p ON p.business_id = b.id
   LEFT JOIN LATERAL (
     SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
     WHERE m.business_id = $businessId AND m.role = 'owner' LIMIT 1
   ) AS owner ON true
   WHERE b.id = $businessId`,
);
/** Writes the facts about the payer. Returns no row if nothing changes. */
export const WRITE_BILLED = statement<BillingProfileView, OfBusiness & ProfileFields & { now: Date }>(
  'payment_billed_write',
  `INSERT INTO billing_profiles AS p (business_id, name, address, country, postal_code, tax_id, email, updated_at)
   SELECT $businessId, $name, $address, $country, $postalCode, $taxId, $email, $now
   WHERE COALESCE($name::text, $address::text, $taxId::text, $email::text) IS NOT NULL
   ON CONFLICT (business_id) DO UPDATE SET name = COALESCE(excluded.name, p.name), address = COALESCE(excluded.address, p.address),
     country = COALESCE(excluded.country, p.country),
     postal_code = CASE WHEN excluded.country IS NULL THEN p.postal_code ELSE excluded.postal_code END,
     tax_id = COALESCE(excluded.tax_id, p.tax_id), email = COALESCE(p.email, excluded.email), updated_at = excluded.updated_at
   WHERE (p.name, p.address, p.country, p.tax_id, p.email) IS DISTINCT FROM
         (COALESCE(excluded.name, p.name), COALESCE(excluded.address, p.address), COALESCE(excluded.country, p.country), COALESCE(excluded.tax_id, p.tax_id),
          COALESCE(p.email, excluded.email))
   RETURNING p.name, p.address, p.country, p.postal_code AS "postalCode", p.tax_id AS "taxId", p.email, p.net_days AS "netDays"`,
);
export const BIND_CUSTOMER = statement<void, OfBusiness & { customer: string }>(
  'payment_customer_bind',
  `INSERT INTO payment_customers (customer, business_id) VALUES ($customer, $businessId) ON CONFLICT (customer) DO NOTHING`,
);
/** Counts the customers that a business ever had, including those that are gone. */
export const COUNT_CUSTOMERS = statement<{ n: number }, OfBusiness>(
  'payment_customer_count',
  'SELECT count(*)::integer AS n FROM payment_customers WHERE business_id = $businessId',
);
/**
 * Deletes the customer of a business with its card. `payment_customers` still knows whose customer it was. Returns no row if the
 * business has another customer.
 */
export const DELETE_ACCOUNT = statement<CustomerRow, OfBusiness & { customer: string }>(
  'payment_account_delete',
  `DELETE FROM payment_accounts WHERE business_id = $businessId AND customer = $customer
   RETURNING customer, payment_method AS "paymentMethod", brand, last4 AS "lastFour", expires_month AS "expiryMonth",
             expires_year AS "expiryYear"`,
);
/** Writes the customer of a business, unless the business has one. */
export const WRITE_ACCOUNT = statement<void, OfBusiness & { customer: string; now: Date }>(
  'payment_account_write',
  `INSERT INTO payment_accounts (business_id, customer, updated_at) VALUES ($businessId, $customer, $now)
   ON CONFLICT (business_id) DO NOTHING`,
);
export const BUSINESS_OF = statement<{ businessId: string }, { customer: string }>(
  'payment_customer_business',
  'SELECT business_id AS "businessId" FROM payment_customers WHERE customer = $customer',
);
/** Whether the card differs from the one before. A bank renews a card in place, with another expiry or another number. */
const IS_OTHER_CARD = `(before.payment_method, before.last4, before.expires_month, before.expires_year)
          IS DISTINCT FROM ($paymentMethod::text, $lastFour::text, $expiryMonth::integer, $expiryYear::integer)`;
/** Writes the card that is charged, or that there is none. Returns whether the card has changed; `updated_at` is when it did. */
export const WRITE_CARD = statement<
  { changed: boolean },
  OfBusiness & {
    paymentMethod: string | null;
    brand: string | null;
    lastFour: string | null;
    expiryMonth: number | null;
    expiryYear: number | null;
    now: Date;
  }
>(
  'payment_card_write',
  `UPDATE payment_accounts a SET payment_method = $paymentMethod, brand = $brand, last4 = $lastFour,
          expires_month = $expiryMonth, expires_year = $expiryYear,
          updated_at = CASE WHEN ${IS_OTHER_CARD} THEN $now ELSE a.updated_at END
   FROM (SELECT business_id, payment_method, last4, expires_month, expires_year FROM payment_accounts
         WHERE business_id = $businessId FOR UPDATE) AS before
   WHERE a.business_id = $businessId
   RETURNING ${IS_OTHER_CARD} AS changed`,
);
/** Makes declined invoices due at once, for a new card. */
export const TRY_AGAIN = statement<void, OfBusiness & { now: Date }>(
  'payment_try_again',
  `UPDATE invoices SET next_attempt_at = $now, version = version + 1
   WHERE business_id = $businessId AND status = 'open' AND provider_invoice IS NOT NULL AND declined_at IS NOT NULL AND NOT test`,
);
/**
 * Makes a declined invoice due at once, if the card was changed after `$since`. The attempt that was declined then had the card
 * before, and was under way when the change made declined invoices due.
 */
export const TRY_NEW_CARD = statement<void, OfBusiness & { id: string; since: Date; now: Date }>(
  'payment_try_new_card',
  `UPDATE invoices i SET next_attempt_at = $now, version = i.version + 1
   FROM payment_accounts a
   WHERE i.business_id = $businessId AND i.id = $id AND i.status = 'open' AND i.declined_at IS NOT NULL
     AND a.business_id = $businessId AND a.payment_method IS NOT NULL AND a.updated_at > $since`,
);
