import { unwrap } from '@tenure/sdk';
import { useAct } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Field, Form } from '../ui/form.js';
import { money } from '../ui/format.js';
import { useWithCode } from './ask-code.js';
import { useApi } from './context.js';
import type { Invoice } from './invoice-list.js';
import { useKeyOfForm } from './key-of-form.js';
import { toMajor } from './minor-units.js';
import { amountIn } from './numbers-in.js';

/** The number of an invoice, or the end of its id if it has no number yet. */
export const nameOf = ({ number, id }: Invoice): string => number ?? `…${id.slice(-8)}`;

interface Props {
  invoice: Invoice;
  onClose: () => void;
}

const CHANGES = [['invoices'], ['business']];

export function MarkPaid({ invoice, onClose }: Props) {
  const api = useApi();
  const withCode = useWithCode();
  const path = { id: invoice.businessId, invoiceId: invoice.id };
  const pay = useAct(
    (reference: string) =>
      withCode(() =>
        unwrap(
          api.POST('/v1/admin/businesses/{id}/invoices/{invoiceId}/mark-paid', {
            params: { path },
            body: { reference },
          }),
        ),
      ),
    { done: 'The invoice is paid.', changes: CHANGES, inForm: true },
  );
  const { currency, paidAmount } = invoice;
  const total = money({ amount: invoice.total, currency });
  const paid = paidAmount === null ? 'what was paid' : money({ amount: paidAmount, currency });
  return (
    <Dialog title={`Mark ${nameOf(invoice)} paid?`} onClose={onClose}>
      <Form
        submit="Mark it paid"
        onCancel={onClose}
        onSubmit={async (values) => {
          await pay.mutateAsync(values.text('reference'));
          onClose();
        }}
      >
        <p>
          {invoice.problem === 'amountMismatch'
            ? `You accept ${paid} instead of ${total}.`
            : `You confirm that ${total} has arrived.`}{' '}
          What was waiting for this payment goes on.
        </p>
        <Field label="Reference" name="reference" hint="Such as the number of the bank transfer." />
      </Form>
    </Dialog>
  );
}

export function Waive({ invoice, onClose }: Props) {
  const api = useApi();
  const withCode = useWithCode();
  const path = { id: invoice.businessId, invoiceId: invoice.id };
  const waive = useAct(
    (reason: string) =>
      withCode(() =>
        unwrap(
          api.POST('/v1/admin/businesses/{id}/invoices/{invoiceId}/void', {
            params: { path },
            body: { reason },
          }),
        ),
      ),
    { done: 'The invoice is waived.', changes: CHANGES, inForm: true },
  );
  return (
    <Dialog title={`Waive ${nameOf(invoice)}?`} onClose={onClose}>
      <Form
        submit="Waive it"
        danger
        onCancel={onClose}
        onSubmit={async (values) => {
          await waive.mutateAsync(values.text('reason'));
          onClose();
        }}
      >
        <p>Nobody has to pay it any more. This cannot be undone.</p>
        <Field label="Why" name="reason" />
      </Form>
    </Dialog>
  );
}

/** What was paid and is not sent back yet. */
const leftOf = ({ total, paidAmount, refunded }: Props['invoice']) =>
  Math.min(total, paidAmount ?? total) - refunded;

export function Refund({ invoice, onClose }: Props) {
  const api = useApi();
  const withCode = useWithCode();
  const path = { id: invoice.businessId, invoiceId: invoice.id };
  const { currency } = invoice;
  const key = useKeyOfForm();
  const refund = useAct(
    (body: { reason: string; amount: number }) =>
      withCode(() =>
        unwrap(
          api.POST('/v1/admin/businesses/{id}/invoices/{invoiceId}/refund', {
            params: { path, header: { 'Idempotency-Key': key } },
            body,
          }),
        ),
      ),
    {
      done: 'The credit note is made. What the payment provider took is on its way. What was paid by hand, send back yourself.',
      changes: CHANGES,
      inForm: true,
    },
  );
  return (
    <Dialog title={`Refund ${nameOf(invoice)}?`} onClose={onClose}>
      <Form
        submit="Refund it"
        danger
        onCancel={onClose}
        onSubmit={async (values) => {
          const amount = amountIn(values, 'amount', currency);
          await refund.mutateAsync({ reason: values.text('reason'), amount });
          onClose();
        }}
      >
        <p>The business gets a credit note. If it paid by hand, send the money back yourself.</p>
        <Field
          label={`Amount in ${currency}`}
          name="amount"
          defaultValue={toMajor(leftOf(invoice), currency)}
        />
        <Field label="Why" name="reason" />
      </Form>
    </Dialog>
  );
}
