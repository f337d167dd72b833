import { type components, unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { usePages } from '../api/queries.js';
import { Day, money, State } from '../ui/format.js';
import { invoiceState } from '../ui/invoice-state.js';
import { List } from '../ui/list.js';
import { useSession } from './context.js';
import { useClockNow } from './reads.js';

export type Invoice = components['schemas']['InvoiceView'];

/** The number of an invoice, or a text if it has no number yet. */
export const nameOf = ({ number }: Invoice): string => number ?? 'Not numbered yet';

/** Lists the invoices of the business. */
export function Invoices() {
  const { api, viewEndsAt } = useSession();
  const isView = viewEndsAt !== undefined;
  const invoices = usePages(
    ['invoices'],
    (cursor) => unwrap(api.GET('/v1/invoices', { params: { query: { cursor, limit: 12 } } })),
    true,
    // Each read of an operator's view is in the audit log of the business, so a view is not read again by itself.
    (invoice) => !isView && isUnderWay(invoice),
  );
  return (
    <List
      label="Invoices"
      query={invoices}
      idOf={({ id }) => id}
      empty="No invoice yet. The first one comes with a plan that has a price."
      columns={[
        {
          title: 'Number',
          cell: (invoice) => <Link href={`/billing/invoices/${invoice.id}`}>{nameOf(invoice)}</Link>,
        },
        { title: 'Date', cell: ({ createdAt }) => <Day at={createdAt} /> },
        {
          title: 'For',
          cell: ({ cycle }) => (
            <>
              <Day at={cycle.startsAt} /> – <Day at={cycle.endsAt} />
            </>
          ),
        },
        { title: 'State', cell: (invoice) => <InvoiceState of={invoice} /> },
        { title: 'Total', numeric: true, cell: ({ total, currency }) => money({ amount: total, currency }) },
      ]}
    />
  );
}

/** How long the collector may take for a new invoice, in milliseconds. */
const FRESH_MS = 120_000;

/** Whether the state is about to change: a bank decides, or the invoice is new and the collector tries it. */
const isUnderWay = ({ status, createdAt }: Invoice): boolean =>
  status === 'processing' || (status === 'open' && Math.abs(Date.now() - Date.parse(createdAt)) < FRESH_MS);

/** The state of an invoice in one word. */
export function InvoiceState({ of }: { of: Invoice }) {
  return <State of={invoiceState(of, Date.parse(useClockNow() ?? new Date().toISOString()))} />;
}
