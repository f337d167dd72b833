import { type components, unwrap } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { useConfig } from '../api/config.js';
import { isMissing, useAct, useRead } from '../api/queries.js';
import { DAY } from '../ui/days.js';
import { Form } from '../ui/form.js';
import { count, Day, money, number, inWords } from '../ui/format.js';
import { Load, Table } from '../ui/list.js';
import { NotFoundPage } from '../ui/not-found.js';
import { Facts, Page, Section } from '../ui/page.js';
import { useRole, useSession } from './context.js';
import { type Invoice, InvoiceState, nameOf } from './invoices.js';
import { PaymentMethod } from './payment-method.js';
import { explainPayment } from './payment-problems.js';
import { useBilling, useClockNow } from './reads.js';

/** Shows one invoice: its lines, its state, and how it can be paid. */
export function InvoicePage({ id }: { id: string }) {
  const { api, viewEndsAt } = useSession();
  const invoice = useRead(
    ['invoices', id],
    () => unwrap(api.GET('/v1/invoices/{id}', { params: { path: { id } } })),
    true,
    // A bank decides about the payment.
    ({ status }) => viewEndsAt === undefined && status === 'processing',
  );
  if (isMissing(invoice.error)) return <NotFoundPage />;
  const { data } = invoice;
  return (
    <Page
      title={data === undefined ? 'Invoice' : `Invoice ${data.number ?? ''}`.trim()}
      crumbs={[['Billing', '/billing']]}
      actions={
        data?.pdfUrl && (
          <a className="button" href={data.pdfUrl}>
            Download as PDF
          </a>
        )
      }
    >
      <Load query={invoice}>
        {(found) => (
          <>
            <Section title="About">
              <About of={found} />
            </Section>
            <Section title="What it is for">
              <Lines of={found} />
            </Section>
            {found.creditNotes.length > 0 && <CreditNotes of={found} />}
            {found.status === 'open' && <Pay invoice={found} />}
          </>
        )}
      </Load>
    </Page>
  );
}

function About({ of }: { of: Invoice }) {
  const day = (name: string, at: string | null): [string, ReactNode][] =>
    at === null ? [] : [[name, <Day key={name} at={at} />]];
  return (
    <Facts
      of={[
        ['Number', nameOf(of)],
        ['State', <InvoiceState key="state" of={of} />],
        ...day('Issued', of.issuedAt),
        ...day('Due', of.status === 'open' ? of.dueAt : null),
        ...day('Void on', of.status === 'open' ? of.expiresAt : null),
        ...day('Paid', of.paidAt),
        [
          'Cycle',
          <>
            <Day at={of.cycle.startsAt} /> – <Day at={of.cycle.endsAt} />
          </>,
        ],
      ]}
    />
  );
}

function Lines({ of }: { of: Invoice }) {
  const { currency } = of;
  const inMoney = (amount: number) => money({ amount, currency });
  const sums: [string, number][] = [
    ...((of.tax === 0
      ? []
      : [
          ['Without tax', of.subtotal],
          ['Tax', of.tax],
        ]) as [string, number][]),
    ['Total', of.total],
    ...((of.refunded === 0 ? [] : [['Sent back', -of.refunded]]) as [string, number][]),
  ];
  return (
    <>
      <Table
        label="Lines"
        items={of.lines.map((line, index) => ({ ...line, index }))}
        idOf={({ index }) => String(index)}
        empty="It has no lines."
        columns={[
          { title: 'What', cell: ({ description }) => description },
          { title: 'Quantity', numeric: true, cell: ({ quantity }) => number(quantity) },
          { title: 'Each', numeric: true, cell: ({ unitAmount }) => inMoney(unitAmount) },
          { title: 'Amount', numeric: true, cell: ({ amount }) => inMoney(amount) },
        ]}
      />
      <dl className="sums">
        {sums.map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{inMoney(amount)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Lists the credit notes of an invoice. */
function CreditNotes({
  of: { creditNotes, currency },
}: {
  of: components['schemas']['InvoiceWithNotesView'];
}) {
  return (
    <Section title="What was sent back">
      <Table
        label="Credit notes"
        items={creditNotes}
        idOf={({ id }) => id}
        empty="No credit notes."
        columns={[
          { title: 'Credit note', cell: ({ number: of }) => of ?? 'Not numbered' },
          { title: 'Of', cell: ({ createdAt }) => <Day at={createdAt} /> },
          { title: 'Amount', numeric: true, cell: ({ amount }) => money({ amount, currency }) },
        ]}
      />
    </Section>
  );
}

/** Shows how an open invoice can be paid: on the provider's page, with the saved payment method, or by hand. */
function Pay({ invoice }: { invoice: Invoice }) {
  const { api } = useSession();
  const { isAtLeast } = useRole();
  const { supportEmail } = useConfig();
  const billing = useBilling().data;
  const now = Date.parse(useClockNow() ?? new Date().toISOString());
  const path = { id: invoice.id };
  const pay = useAct(() => unwrap(api.POST('/v1/invoices/{id}/pay', { params: { path } })), {
    done: ({ status }) =>
      status === 'processing' ? 'The bank decides about the payment.' : 'The payment is made.',
    inForm: true,
  });
  if (billing === undefined) return null;
  const card = billing.provider === 'stripe' && isAtLeast('owner') ? billing.card : null;
  const total = money({ amount: invoice.total, currency: invoice.currency });
  return (
    <Section title="Pay">
      {invoice.declineCode !== null && <p className="alert warn">{declined(invoice.declineCode)}</p>}
      {billing.provider === 'manual' && (
        <p>
          Transfer {total}
          {invoice.number !== null && ` with the reference ${invoice.number}`}.{' '}
          {supportEmail !== null && (
            <>
              Questions? <a href={`mailto:${supportEmail}`}>{supportEmail}</a>
            </>
          )}
        </p>
      )}
      {card !== null && (
        <Form submit={`Pay ${total}`} explain={explainPayment} onSubmit={() => pay.mutateAsync(undefined)}>
          <p>
            <PaymentMethod of={card} /> is charged now.
          </p>
        </Form>
      )}
      {invoice.payUrl !== null && (
        <p>
          <a href={invoice.payUrl} className={card === null ? 'button primary' : undefined}>
            {card === null ? `Pay ${total}` : 'Pay in another way'}
          </a>
        </p>
      )}
      {billing.provider === 'stripe' && card === null && invoice.payUrl === null && (
        <p className="muted">The owner of the business pays it.</p>
      )}
      {invoice.dueAt !== null && Date.parse(invoice.dueAt) > now && (
        <p className="muted">{dueIn(invoice.dueAt, now)}</p>
      )}
    </Section>
  );
}

const dueIn = (dueAt: string, now: number): string =>
  `Due in ${count(Math.ceil((Date.parse(dueAt) - now) / DAY), 'day')}.`;

const declined = (code: string): string =>
  code === 'no_payment_method'
    ? 'No payment method was saved when the invoice was due.'
    : `The last try was declined: ${inWords(code)}.`;
