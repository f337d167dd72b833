import { perRow } from '../../database/sql-text.js';
import { newIdAt } from '../../database/new-id.sql.js';
import { type EventsMode, LISTENED_ALONE } from '../../events/index.js';
import { boundary } from '../cycles/boundary.sql.js';
import { VOIDED } from './invoice-settlement.sql.js';
import { RECORD_INVOICE_EVENTS } from './invoice-state.sql.js';
import { agreedPrice, priceAfter } from './agreed-price.sql.js';
import { discountAfter, linesOf } from './lines-of.sql.js';

/**
 * The parts of a renewal statement that write invoices. `due`, `next` and `advanced` are the steps of `renew` in
 * `renewal-statement.sql.ts`. The parts are empty if no subscription is invoiced, so that invoicing costs nothing there.
 */
export interface InvoicingParts {
  /** Columns of `next`, and the joins that they come from. */
  columns: string;
  join: string;
  /** SQL of the end of access in the next cycle, of `next`. */
  access: string;
  /** The end of the SET clause of `advanced`. */
  set: string;
  /** Columns for the RETURNING of `advanced`. */
  returning: string;
  /** Further statements of the WITH clause. */
  also: string;
}

/** SQL of the business of a row `of`. */
export type BusinessOf = (of: string) => string;
export const ownBusiness: BusinessOf = (of) => `${of}.business_id`;

const NONE: InvoicingParts = {
  columns: '',
  join: '',
  access: 'next.access_until',
  set: '',
  returning: '',
  also: '',
};

const STAYS = 'v.plan_code = due.plan_code';
const AFTER = priceAfter('s', 'next.bill_price', 'next.plan_code = s.plan_code', 'next.starts_at');

/** The join to the bill of the cycle that begins, if the subscription is invoiced, and to the setting of its test clock. */
const JOIN = `
    LEFT JOIN LATERAL (
      SELECT bill.*, clock.payments, v.grace_days
      FROM plan_versions v JOIN plans p ON p.code = v.plan_code
      LEFT JOIN test_clocks clock ON clock.id = due.test_clock_id
      ${linesOf('due', 'p', 'v', STAYS, {
        price: agreedPrice('due', 'v', STAYS, 'n.starts_at'),
        quantity: 'COALESCE(due.pending_quantity, due.quantity)',
        currency: 'was.currency = will.currency',
      })}
      WHERE due.collects AND n.event <> 'end' AND v.id = n.version_id
    ) AS bill ON true`;

const COLUMNS = `
           bill.discounted, bill.total AS bill_total, bill.whole AS bill_whole, bill.currency AS bill_currency,
           bill.lines AS bill_lines, bill.carried_after AS bill_carried, bill.payments AS bill_payments,
           bill.plan_price AS bill_price, was.currency = will.currency AS same_currency,
           CASE WHEN bill.payments = 'decline' AND bill.total > 0
                THEN ${boundary('n.starts_at', 'bill.grace_days', "interval '1 day'")} END AS declined_until,`;

/**
 * SQL that writes the invoices of the cycles in relation `from`. On a test clock the invoice is paid or declined at `settled`, as
 * the clock says. All other invoices become due for collecting now.
 */
export const WRITE_INVOICES = (from: string, settled = 't.cycle_starts_at'): string => `
    INSERT INTO invoices (business_id, id, subscription_id, reason, cycle_index, starts_at, ends_at, plan_code, plan_version_id,
                          currency, subtotal, total, whole, lines, status, test, created_at, issued_at, paid_at, declined_at,
                          decline_code, next_attempt_at)
    SELECT t.business_id, ${newIdAt('made.at')}, t.id, 'cycle', t.cycle_index, t.cycle_starts_at, t.planned_ends_at, t.plan_code,
           t.plan_version_id, t.bill_currency, t.bill_total, t.bill_total, t.bill_whole, t.bill_lines,
           CASE t.bill_payments WHEN 'succeed' THEN 'paid' ELSE 'open' END, t.bill_payments IS NOT NULL, made.at,
           CASE WHEN t.bill_payments IS NOT NULL THEN made.at END, CASE t.bill_payments WHEN 'succeed' THEN made.at END,
           CASE t.bill_payments WHEN 'decline' THEN made.at END, CASE t.bill_payments WHEN 'decline' THEN 'test_clock' END,
           CASE WHEN t.bill_payments IS NULL THEN $now::timestamptz END
    FROM ${from} t
    CROSS JOIN LATERAL (SELECT CASE WHEN t.bill_payments IS NULL THEN $now ELSE ${settled} END AS at) AS made
    WHERE t.bill_total > 0
    RETURNING *`;

/**
 * SQL that writes the invoices of the cycles that begin, voids the open invoices of subscriptions that lapse, and notes that a
 * mail about the lapse is due. A planned end voids nothing, because the business has used the cycles that were invoiced. The status
 * is checked again where it is written: an invoice can be paid after the statement has read it.
 */
const written = (business: BusinessOf): string => `,
  invoiced AS (${WRITE_INVOICES('advanced')}),
  voided AS (
    UPDATE invoices i SET ${VOIDED}
    FROM (
      SELECT o.* FROM advanced t
      CROSS JOIN ${perRow(`SELECT o.business_id, o.id FROM invoices o
                          WHERE o.business_id = ${business('t')} AND o.subscription_id = t.id
                            AND o.status IN ('open', 'processing')`)} AS o
      WHERE t.lapses
    ) AS over
    WHERE i.business_id = ${business('over')} AND i.id = over.id AND i.status IN ('open', 'processing')
    RETURNING i.*
  ),
  to_mail AS (
    INSERT INTO billing_notices (business_id, about, kind, at)
    SELECT t.business_id, t.id, 'access-ended', $now FROM advanced t WHERE t.lapses ON CONFLICT DO NOTHING
  )`;

/** SQL that records the events of these invoices. */
const events = (mode: EventsMode): string => {
  if (mode === 'off') return '';
  const listened = (type: string) => (mode === 'all' ? '' : LISTENED_ALONE('i.business_id', type));
  const settled = `CASE WHEN i.status = 'paid' THEN 'invoice.paid' ELSE 'invoice.payment_failed' END`;
  const tests = '(SELECT * FROM invoiced WHERE test)';
  return `,
  settled_events AS (${RECORD_INVOICE_EVENTS(settled, tests, 'i.created_at', listened(settled))}),
  voided_events AS (${RECORD_INVOICE_EVENTS("'invoice.voided'", 'voided', '$now', listened("'invoice.voided'"))})`;
};

/** The parts for a statement that invoices if `on`. */
export const invoicing = (on: boolean, mode: EventsMode, business: BusinessOf): InvoicingParts =>
  on
    ? {
        columns: COLUMNS,
        join: JOIN,
        access: 'COALESCE(next.access_until, next.declined_until)',
        set: `,${discountAfter('s', 'next.discounted IS TRUE', 'next.same_currency')},
      price_known = ${AFTER.known}, price_seen = ${AFTER.seen}, price_from = ${AFTER.from},
      carried = COALESCE(next.bill_carried, CASE WHEN next.same_currency THEN s.carried ELSE 0 END)`,
        returning: `,
              next.bill_total, next.bill_whole, next.bill_currency, next.bill_lines, next.bill_payments`,
        also: `${written(business)}${events(mode)}`,
      }
    : NONE;
