import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import { free } from '../collecting.sql.js';

interface OfBusiness {
  businessId: string;
}

/**
 * Which fields of a billing profile have changed, besides name and e-mail address. A field that has not changed stays as it is at
 * the provider.
 */
export interface Changed {
  address: boolean;
  taxId: boolean;
}

/** Queues the billing profile to be sent to the provider. */
export const QUEUE_UPDATE = statement<void, OfBusiness & Changed & { now: Date }>(
  'customer_update_queue',
  `INSERT INTO customer_updates AS u (business_id, address, tax_id, due_at) VALUES ($businessId, $address, $taxId, $now)
   ON CONFLICT (business_id) DO UPDATE SET version = u.version + 1, address = u.address OR excluded.address,
     tax_id = u.tax_id OR excluded.tax_id, due_at = excluded.due_at, tries = 0`,
);
/** Claims some updates that are due. If a server does not finish an update, another server can claim it after the lease. */
export const CLAIM_UPDATES = statement<
  OfBusiness & Changed & { version: number; tries: number },
  { now: Date; leaseUntil: Date; limit: number }
>(
  'customer_update_claim',
  `UPDATE customer_updates u SET in_flight_until = $leaseUntil, tries = u.tries + 1
   FROM (SELECT business_id FROM customer_updates
         WHERE due_at <= $now AND ${free()}
         ORDER BY due_at LIMIT $limit${inForms(' FOR UPDATE SKIP LOCKED', '')}) AS due
   WHERE u.business_id = due.business_id${inForms('', ` AND ${free('u.in_flight_until')}`)}
   RETURNING u.business_id AS "businessId", u.version, u.address, u.tax_id AS "taxId", u.tries`,
);
/** Removes the update after version `$version` was sent. No row is written if the profile was edited since. */
export const NOTE_UPDATED = statement<void, OfBusiness & { version: number }>(
  'customer_update_note',
  'DELETE FROM customer_updates WHERE business_id = $businessId AND version = $version',
);
/** Frees an update whose profile was edited while a server sent it. The new profile is sent next. */
export const UPDATE_AGAIN = statement<void, OfBusiness>(
  'customer_update_again',
  'UPDATE customer_updates SET in_flight_until = NULL WHERE business_id = $businessId',
);
export const PUT_OFF_UPDATE = statement<void, OfBusiness & { version: number; at: Date }>(
  'customer_update_put_off',
  `UPDATE customer_updates SET in_flight_until = NULL, due_at = CASE WHEN version = $version THEN $at ELSE due_at END
   WHERE business_id = $businessId`,
);
/** Queues the customer to be forgotten, if its business was erased while the profile was sent. */
export const QUEUE_REMOVAL = statement<void, OfBusiness & { customer: string; now: Date }>(
  'customer_update_queue_removal',
  `INSERT INTO customers_to_forget (customer, due_at)
   SELECT $customer, $now
   WHERE NOT EXISTS (SELECT 1 FROM businesses WHERE id = $businessId)
      OR EXISTS (SELECT 1 FROM erasures WHERE business_id = $businessId)
   ON CONFLICT (customer) DO NOTHING`,
);
/** Makes invoices due that the provider refused because it did not know the country of the payer. */
export const TRY_LOCATED = statement<void, OfBusiness & { now: Date }>(
  'payment_try_located',
  `UPDATE invoices SET next_attempt_at = $now, version = version + 1
   WHERE business_id = $businessId AND status = 'open' AND problem = 'refused' AND refused_because = 'customer_tax_location_invalid'
     AND change IS NULL`,
);
