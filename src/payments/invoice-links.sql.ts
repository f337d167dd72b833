import { statement } from '../database/sql.js';
import type { InvoiceRef } from '../subscriptions/index.js';

/**
 * Writes the links of an invoice as the provider says them now. It writes nothing if the invoice has another reference by now, or
 * links that were read later. A page to pay that is closed here stays closed.
 */
export const NOTE_LINKS = statement<
  void,
  InvoiceRef & { reference: string; payUrl: string | null; pdfUrl: string | null; now: Date }
>(
  'invoice_note_links',
  `UPDATE invoices SET pay_url = CASE WHEN pay_url IS NOT NULL THEN COALESCE($payUrl, pay_url) END,
          pdf_url = COALESCE($pdfUrl, pdf_url), links_read_at = $now, version = version + 1
   WHERE business_id = $businessId AND id = $id AND provider_invoice = $reference
     AND (links_read_at IS NULL OR links_read_at < $now)`,
);
