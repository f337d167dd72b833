import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { usePages } from '../api/queries.js';
import { Day, money, State, inWords } from '../ui/format.js';
import { invoiceState, whyUnpaid } from '../ui/invoice-state.js';
import { List } from '../ui/list.js';
import { BusinessLink } from './business-link.js';
import { useApi } from './context.js';
import { MarkPaid, nameOf, Refund, Waive } from './invoice-acts.js';
import { InvoiceDialog } from './invoice.js';

export type Invoice = components['schemas']['ListedInvoiceView'];
type Act = 'show' | 'pay' | 'waive' | 'refund';

export const STATUSES = [
  ['open', 'Open'],
  ['processing', 'Processing'],
  ['paid', 'Paid'],
  ['void', 'Waived'],
  ['refunded', 'Refunded'],
  ['chargedBack', 'Charged back'],
] as const satisfies [Invoice['status'], string][];

export const PROBLEMS = [
  ['amountMismatch', 'Another amount was paid'],
  ['unapplied', 'It was paid, but nothing was due'],
  ['refused', 'The payment provider refuses it'],
] as const satisfies [NonNullable<Invoice['problem']>, string][];

interface Props {
  /** The business whose invoices are listed. If it is absent, the invoices of all businesses are listed. */
  businessId?: string;
  number?: string;
  status?: Invoice['status'];
  problem?: NonNullable<Invoice['problem']>;
}

/** Lists invoices, with the actions for each. */
export function InvoiceList({ businessId, number, status, problem }: Props) {
  const api = useApi();
  const [open, setOpen] = useState<{ invoice: Invoice; to: Act } | null>(null);
  const query = { businessId, number, status, problem };
  const invoices = usePages(['invoices', query], (cursor) =>
    unwrap(api.GET('/v1/admin/invoices', { params: { query: { ...query, cursor } } })),
  );
  const close = () => setOpen(null);
  const act = (invoice: Invoice, to: Act, text: string) => (
    <button type="button" className="plain" onClick={() => setOpen({ invoice, to })}>
      {text}
      <span className="hidden"> {nameOf(invoice)}</span>
    </button>
  );
  return (
    <>
      <List
        label="Invoices"
        query={invoices}
        idOf={({ id }) => id}
        empty={
          number === undefined && status === undefined && problem === undefined
            ? 'No invoice. They appear here when subscriptions collect and payments are on.'
            : 'No invoice matches. Choose other filters, or write the whole number, such as INV-000042.'
        }
        columns={[
          { title: 'Number', cell: nameOf },
          ...(businessId === undefined
            ? [
                {
                  title: 'Business',
                  long: true,
                  cell: (of: Invoice) => <BusinessLink id={of.businessId} name={of.businessName} />,
                },
              ]
            : []),
          { title: 'State', cell: (invoice) => <InvoiceState of={invoice} /> },
          { title: 'Due', cell: ({ dueAt }) => (dueAt === null ? '–' : <Day at={dueAt} />) },
          {
            title: 'Total',
            numeric: true,
            cell: ({ total, currency }) => money({ amount: total, currency }),
          },
          {
            title: '',
            numeric: true,
            cell: (of) => (
              <div className="buttons">
                {act(of, 'show', 'Show')}
                {isMarkable(of) && act(of, 'pay', 'Mark paid')}
                {of.status === 'open' && act(of, 'waive', 'Waive')}
                {of.status === 'paid' && of.total > of.refunded && act(of, 'refund', 'Refund')}
              </div>
            ),
          },
        ]}
      />
      {open?.to === 'show' && <InvoiceDialog of={open.invoice} onClose={close} />}
      {open?.to === 'pay' && <MarkPaid invoice={open.invoice} onClose={close} />}
      {open?.to === 'waive' && <Waive invoice={open.invoice} onClose={close} />}
      {open?.to === 'refund' && <Refund invoice={open.invoice} onClose={close} />}
    </>
  );
}

/** Whether an operator can say that it is paid in full: nothing has arrived yet, or another amount has. */
const isMarkable = ({ status, problem }: Invoice): boolean =>
  status === 'open' || status === 'processing' || (status === 'paid' && problem === 'amountMismatch');

/** The state of an invoice, with notes about what needs attention. */
export function InvoiceState({ of }: { of: Invoice }) {
  const { status, test, refundDue, currency, problem, refusedBecause, disputedAt } = of;
  const notes = [
    refundDue > 0 && `${money({ amount: refundDue, currency })} to be sent back`,
    status === 'open' && whyUnpaid(of),
    problem !== null && PROBLEMS.find(([value]) => value === problem)?.[1],
    refusedBecause !== null && `refused: ${inWords(refusedBecause)}`,
    disputedAt !== null && 'disputed',
  ].filter((note) => typeof note === 'string');
  return (
    <>
      {/* A test clock has its own time, which the list does not have. */}
      <State of={invoiceState(of, test ? null : Date.now())} /> {test && <State of="test clock" />}
      {notes.length > 0 && <div className="hint">{notes.join('; ')}</div>}
    </>
  );
}
