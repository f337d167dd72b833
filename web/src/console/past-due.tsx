import { unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { useRead } from '../api/queries.js';
import { date, Day, money } from '../ui/format.js';
import { invoiceState, whyUnpaid } from '../ui/invoice-state.js';
import { useApi } from './context.js';
import { nameOf } from './invoice-acts.js';
import type { Invoice } from './invoice-list.js';
import { type Business, businessKey, type Subscription } from './reads.js';

interface Props {
  business: Business;
  of: Subscription;
}

/** Shows why a business is past due: what is not paid, and until when it has access. */
export function PastDue({ business: { id }, of: { status, accessUntil } }: Props) {
  if (status !== 'pastDue') return null;
  return (
    <div className="alert bad">
      <div>
        <p>Past due. {accessUntil !== undefined && `Access goes on until ${date(accessUntil)}.`}</p>
        <Unpaid businessId={id} />
      </div>
      <Link href={`/businesses/${id}/invoices`} className="button">
        Invoices
      </Link>
    </div>
  );
}

/** Lists the invoices of a business that are not paid, each with why. */
export function Unpaid({ businessId }: { businessId: string }) {
  const api = useApi();
  const unpaid = useRead([...businessKey(businessId), 'unpaid'], async () => {
    const pages = (['open', 'processing'] as const).map((status) =>
      unwrap(api.GET('/v1/admin/invoices', { params: { query: { businessId, status, limit: 5 } } })),
    );
    return (await Promise.all(pages)).flatMap(({ data }) => data);
  });
  return (
    <ul className="plainlist">
      {unpaid.data?.map((invoice) => (
        <li key={invoice.id}>
          <Why of={invoice} />
        </li>
      ))}
    </ul>
  );
}

function Why({ of }: { of: Invoice }) {
  const { status, total, currency, declinedAt, dueAt } = of;
  const what = `${money({ amount: total, currency })} of ${nameOf(of)}`;
  if (status === 'processing') return `${what}: the bank decides about the payment`;
  const why = whyUnpaid(of);
  if (declinedAt !== null && invoiceState(of, null) === 'declined')
    return (
      <>
        {what}: declined on <Day at={declinedAt} /> ({why ?? 'without a reason'})
      </>
    );
  const notPaid = why === null ? 'not paid' : `not paid, because ${why}`;
  if (dueAt === null) return `${what}: ${notPaid}`;
  return (
    <>
      {what}: due on <Day at={dueAt} />, {notPaid}
    </>
  );
}
