import { statement } from '../database/sql.js';
import type { InvoiceRef } from '../subscriptions/index.js';

/** Finds our invoice for one that the provider reports. */
export const KNOWN_INVOICE = statement<
  InvoiceRef & {
    status: string;
    providerInvoice: string | null;
    refundDue: number;
    /** The customer of the business at the provider now. */
    customer: string | null;
    /** Null if nobody can pay the invoice at the provider, or if we have decided to close it there. */
    payUrl: string | null;
  },
  InvoiceRef
>(
  'invoice_known',
  `SELECT i.business_id AS "businessId", i.id, i.status, i.provider_invoice AS "providerInvoice", i.refund_due AS "refundDue",
          a.customer, i.pay_url AS "payUrl"
   FROM invoices i LEFT JOIN payment_accounts a ON a.business_id = i.business_id
   WHERE i.business_id = $businessId AND i.id = $id`,
);
/**
 * Writes the provider's invoice that was paid on a page for this invoice. Writes nothing if the invoice has a reference already, or
 * was paid elsewhere: the page's money then came a second time.
 */
export const ADOPT = statement<
  void,
  InvoiceRef & {
    reference: string;
    number: string | null;
    pdfUrl: string | null;
    tax: number;
    total: number;
    subtotal: number;
    currency: string;
    now: Date;
  }
>(
  'invoice_adopt',
  `UPDATE invoices SET provider_invoice = $reference, number = $number, pdf_url = $pdfUrl, links_read_at = $now, version = version + 1,
          tax = CASE WHEN subtotal = $subtotal AND currency = $currency THEN $tax ELSE tax END,
          total = CASE WHEN subtotal = $subtotal AND currency = $currency THEN $total ELSE total END,
          issued_at = COALESCE(issued_at, $now)
   WHERE business_id = $businessId AND id = $id AND provider_invoice IS NULL AND status IN ('open', 'processing', 'void')`,
);
