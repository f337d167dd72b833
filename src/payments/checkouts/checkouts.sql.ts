import { statement } from '../../database/sql.js';
import type { ProviderCheckoutState } from '../provider-values.js';

export type CheckoutState = 'creating' | ProviderCheckoutState;

export interface CheckoutRow {
  businessId: string;
  id: string;
  mode: 'pay' | 'setup';
  state: CheckoutState;
  /** The plan that is bought, or the plan whose trial begins with the card. */
  planCode: string | null;
  /** The seats that were ordered with the plan. */
  quantity: number | null;
  /** The invoice that is paid; null for mode `setup`. */
  invoiceId: string | null;
  /** The code of the problem because of which the plan did not begin. */
  problem: string | null;
  session: string | null;
  url: string | null;
  createdAt: Date;
  expiresAt: Date;
}

const COLUMNS = `c.business_id AS "businessId", c.id, c.mode, c.state, c.plan_code AS "planCode", c.quantity,
  c.invoice_id AS "invoiceId", c.problem, c.provider_session AS session, c.url, c.created_at AS "createdAt", c.expires_at AS "expiresAt"`;
const UNFINISHED = "('creating', 'open', 'processing')";

/** Begins a checkout. Writes no row if the business has an unfinished checkout. */
export const BEGIN_CHECKOUT = statement<
  CheckoutRow,
  {
    businessId: string;
    id: string;
    memberId: string;
    mode: string;
    planCode: string | null;
    quantity: number | null;
    invoiceId: string | null;
    consent: string | null;
    successUrl: string;
    cancelUrl: string;
    now: Date;
    expiresAt: Date;
  }
>(
  'checkout_begin',
  `INSERT INTO checkouts AS c (business_id, id, mode, state, member_id, plan_code, quantity, invoice_id, consent, success_url, cancel_url,
                               created_at, expires_at)
   VALUES ($businessId, $id, $mode, 'creating', $memberId, $planCode::text, $quantity::integer, $invoiceId::uuid, $consent::jsonb, $successUrl,
           $cancelUrl, $now, $expiresAt)
   ON CONFLICT (business_id) WHERE state IN ${UNFINISHED} DO NOTHING
   RETURNING ${COLUMNS}`,
);
/** The currency in which a saved card will be charged: of the plan that begins with it, else of the present subscription. */
export const CURRENCY_OF = statement<{ currency: string }, { businessId: string; planCode: string | null }>(
  'checkout_currency',
  `SELECT p.currency FROM subscriptions s JOIN plans p ON p.code = COALESCE($planCode::text, s.plan_code)
   WHERE s.business_id = $businessId ORDER BY s.id DESC LIMIT 1`,
);
export const OPEN_CHECKOUT = statement<
  CheckoutRow,
  { businessId: string; id: string; session: string; url: string | null }
>(
  'checkout_open',
  `UPDATE checkouts c SET state = 'open', provider_session = $session, url = $url, version = version + 1
   WHERE c.business_id = $businessId AND c.id = $id AND c.state = 'creating' RETURNING ${COLUMNS}`,
);
/** Writes the state that the provider reports, if the checkout is not finished. */
export const SET_CHECKOUT = statement<
  void,
  { businessId: string; id: string; state: CheckoutState; problem: string | null; now: Date }
>(
  'checkout_set',
  `UPDATE checkouts SET state = $state, problem = COALESCE($problem::text, problem), url = CASE WHEN $state = 'open' THEN url END, version = version + 1,
          settled_at = CASE WHEN $state IN ('done', 'failed', 'expired') THEN $now::timestamptz END
   WHERE business_id = $businessId AND id = $id AND state IN ${UNFINISHED} AND state <> $state`,
);
export const FIND_CHECKOUT = statement<CheckoutRow, { businessId: string; id: string }>(
  'checkout_find',
  `SELECT ${COLUMNS} FROM checkouts c WHERE c.business_id = $businessId AND c.id = $id`,
);
export const FIND_UNFINISHED = statement<CheckoutRow, { businessId: string }>(
  'checkout_find_unfinished',
  `SELECT ${COLUMNS} FROM checkouts c WHERE c.business_id = $businessId AND c.state IN ${UNFINISHED}`,
);
/** Lists a business's checkouts, newest first. */
export const LIST_CHECKOUTS = statement<CheckoutRow, { businessId: string; before: string; limit: number }>(
  'checkout_list',
  `SELECT ${COLUMNS} FROM checkouts c WHERE c.business_id = $businessId AND c.id < $before ORDER BY c.id DESC LIMIT $limit`,
);
export const FIND_SESSION = statement<CheckoutRow, { session: string }>(
  'checkout_find_session',
  `SELECT ${COLUMNS} FROM checkouts c WHERE c.provider_session = $session`,
);
/** Finds the last checkout that was opened to pay this invoice. */
export const FIND_LAST_OF = statement<CheckoutRow, { businessId: string; invoiceId: string }>(
  'checkout_find_last_of',
  `SELECT ${COLUMNS} FROM checkouts c
   WHERE c.business_id = $businessId AND c.invoice_id = $invoiceId ORDER BY c.id DESC LIMIT 1`,
);
/**
 * Finds checkouts that should have ended, but no event told how; open pages of businesses that are closed; and checkouts whose
 * change of plan has expired. A page that a server may still be opening is not found. Each second has another order, so pages about
 * which the provider does not answer are not always the first.
 */
export const FIND_OVER = statement<CheckoutRow, { before: Date; now: Date; limit: number }>(
  'checkout_find_over',
  `SELECT ${COLUMNS} FROM checkouts c
   WHERE c.state IN ('creating', 'open') AND (c.expires_at < $before OR (c.state = 'open' OR c.created_at < $before) AND (
     (SELECT b.closed_at FROM businesses b WHERE b.id = c.business_id) IS NOT NULL
     OR (SELECT i.expires_at FROM invoices i WHERE i.business_id = c.business_id AND i.id = c.invoice_id) <= $now))
   ORDER BY hashtextextended(c.id::text, EXTRACT(epoch FROM $now::timestamptz)::bigint) LIMIT $limit`,
);
export const IS_CLOSED = statement<{ closed: boolean }, { businessId: string }>(
  'checkout_is_closed',
  'SELECT closed_at IS NOT NULL AS closed FROM businesses WHERE id = $businessId',
);
const purge = (name: string, which: string) =>
  statement<void, { before: Date; limit: number }>(
    name,
    `DELETE FROM checkouts WHERE (business_id, id) IN (
       SELECT business_id, id FROM checkouts WHERE settled_at < $before AND ${which} LIMIT $limit)`,
  );
/** The condition for checkouts on which something was bought. Their consent is kept as long as invoices are. */
const BOUGHT = `consent IS NOT NULL AND state = 'done'`;
/** Deletes checkouts that ended before `$before` and sold nothing. */
export const PURGE_CHECKOUTS = purge('retention_checkouts', `NOT (${BOUGHT})`);
/** Deletes checkouts that ended before `$before` and sold something. */
export const PURGE_BOUGHT = purge('retention_checkouts_bought', BOUGHT);
