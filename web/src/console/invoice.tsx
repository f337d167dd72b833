import { unwrap } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { useRead } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Day, money, number } from '../ui/format.js';
import { wasDeclined } from '../ui/invoice-state.js';
import { Table } from '../ui/list.js';
import { Facts } from '../ui/page.js';
import { nameOf } from './invoice-acts.js';
import { useApi } from './context.js';
import { type Invoice, InvoiceState } from './invoice-list.js';
import { usePlanName } from './reads.js';

/** Shows one invoice with its lines. */
export function InvoiceDialog({ of, onClose }: { of: Invoice; onClose: () => void }) {
  const api = useApi();
  const planName = usePlanName();
  // The links of a list may have ended.
  const path = { id: of.businessId, invoiceId: of.id };
  const read = useRead(['invoices', of.businessId, of.id], () =>
    unwrap(api.GET('/v1/admin/businesses/{id}/invoices/{invoiceId}', { params: { path } })),
  );
  const { payUrl, pdfUrl } = read.data ?? of;
  const sum = (amount: number) => money({ amount, currency: of.currency });
  const day = (title: string, at: string | null): [string, ReactNode][] =>
    at === null ? [] : [[title, <Day key={title} at={at} />]];
  return (
    <Dialog title={`Invoice ${nameOf(of)}`} onClose={onClose}>
      <Facts
        of={[
          ['State', <InvoiceState key="state" of={of} />],
          [
            'Cycle',
            <>
              <Day at={of.cycle.startsAt} /> – <Day at={of.cycle.endsAt} />
            </>,
          ],
          ['Plan', planName(of.planCode)],
          ...day('Issued', of.issuedAt),
          ...day('Due', of.dueAt),
          ...day('Void on', of.status === 'open' ? of.expiresAt : null),
          ...day('Declined', wasDeclined(of) ? of.declinedAt : null),
          ...day('Paid', of.paidAt),
          ...(of.reference === null ? [] : ([['Reference', of.reference]] as [string, ReactNode][])),
        ]}
      />
      <Table
        label="Lines"
        items={of.lines.map((line, index) => ({ ...line, index }))}
        idOf={({ index }) => String(index)}
        empty="It has no lines."
        columns={[
          { title: 'What', cell: ({ description }) => description },
          { title: 'Quantity', numeric: true, cell: ({ quantity }) => number(quantity) },
          { title: 'Amount', numeric: true, cell: ({ amount }) => sum(amount) },
        ]}
      />
      <Facts
        of={[
          ['Without tax', sum(of.subtotal)],
          ['Tax', sum(of.tax)],
          ['Total', <strong key="total">{sum(of.total)}</strong>],
          ...(of.refunded > 0 ? ([['Refunded', sum(of.refunded)]] as [string, ReactNode][]) : []),
        ]}
      />
      <div className="buttons">
        {payUrl !== null && (
          <a className="button" href={payUrl} rel="noreferrer" target="_blank">
            Page to pay
          </a>
        )}
        {pdfUrl !== null && (
          <a className="button" href={pdfUrl} rel="noreferrer" target="_blank">
            PDF
          </a>
        )}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
