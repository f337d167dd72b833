import { NotFound } from '../../common/domain-error.js';
import { type Executor, maybeOne } from '../../database/sql.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import { FIND_INVOICE } from './invoices.sql.js';

/** Finds an invoice of a business. @throws NotFound */
export async function findInvoice(on: Executor, { businessId, id }: InvoiceRef): Promise<InvoiceRow> {
  const found = await maybeOne(on, FIND_INVOICE, { businessId, id });
  if (found === undefined) throw new NotFound('invoice');
  return found;
}
