import { statement } from '../database/sql.js';
import { UNANSWERED } from '../subscriptions/index.js';

/** The condition for invoices about which an operator can still do something. An index has the invoices with a problem. */
const TO_LOOK_AT = `problem IS NOT NULL AND (problem = 'refused' AND status = 'open' OR problem = 'amountMismatch' AND status = 'paid'
            OR problem = 'unapplied' AND refund_due > 0)`;

/** Reads the state of collecting that operators see. */
export const SHOW_PAYMENTS = statement<{
  account: string | null;
  mode: 'live' | 'test' | null;
  lastEventAt: Date | null;
  open: number;
  pastDue: number;
  problems: number;
  unanswered: number;
  heldSince: Date | null;
}>(
  'payments_show',
  `SELECT NULLIF(c.account, '') AS account, CASE WHEN c.account <> '' THEN c.mode END AS mode, c.last_event_at AS "lastEventAt", c.held_since AS "heldSince",
          (SELECT count(*)::integer FROM invoices WHERE ${UNANSWERED}) AS unanswered,
          (SELECT count(*)::integer FROM invoices WHERE status IN ('open', 'processing')) AS open,
          (SELECT count(*)::integer FROM subscriptions WHERE status = 'pastDue') AS "pastDue",
          (SELECT count(*)::integer FROM invoices WHERE ${TO_LOOK_AT}) AS problems
   FROM (SELECT 1) AS always LEFT JOIN payment_cursor c ON c.single`,
);
