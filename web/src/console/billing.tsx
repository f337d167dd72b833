import { type components, unwrap } from '@tenure/sdk';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useAct } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Field, Form, Select, type Values } from '../ui/form.js';
import { discountText, money, number } from '../ui/format.js';
import { Facts, Section } from '../ui/page.js';
import { useApi } from './context.js';
import { DiscountFields, type DiscountKind, discountOf, kindOf } from './discount.js';
import { priceText } from './minor-units.js';
import { amountIn, readAll, wholeIn } from './numbers-in.js';
import { usePayments } from './payments.js';
import { type Business, businessKey, type Subscription } from './reads.js';

type Terms = components['schemas']['PutSubscriptionDto'];

interface Props {
  business: Business;
  of: Subscription;
}

/** Shows what a subscription costs this business, if this service collects money or the subscription still collects. */
export function Billing({ business, of }: Props) {
  const [open, setOpen] = useState(false);
  const provider = usePayments().data?.provider ?? 'none';
  if ((provider === 'none' && of.billing === undefined) || of.status === 'ended') return null;
  return (
    <Section
      title="Money"
      actions={
        <>
          <Link href={`/businesses/${business.id}/invoices`} className="button">
            Invoices
          </Link>
          {business.closedAt === null && (
            <button type="button" onClick={() => setOpen(true)}>
              Change the terms
            </button>
          )}
        </>
      }
    >
      <Facts of={factsOf(of)} />
      {open && <ChangeTerms business={business} of={of} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function factsOf({ billing, perSeat, price: { currency } }: Subscription): [string, ReactNode][] {
  if (billing === undefined) return [['Invoices', 'none: nothing is collected from this business']];
  const { quantity, pendingQuantity, priceOverride, discount } = billing;
  const seats = [
    perSeat === true && number(quantity),
    pendingQuantity !== null && `${number(pendingQuantity)} from the next cycle`,
  ].filter((text) => text !== false);
  return [
    ['Invoices', 'one for each cycle'],
    ...(seats.length > 0 ? ([['Seats', seats.join(', ')]] as [string, ReactNode][]) : []),
    ['Own price', priceOverride === null ? 'none' : money({ amount: priceOverride, currency })],
    ['Discount', discount === null ? 'none' : discountText(discount, currency)],
  ];
}

function ChangeTerms({ business, of, onClose }: Props & { onClose: () => void }) {
  const api = useApi();
  const { billing } = of;
  const { currency } = of.price;
  const [kind, setKind] = useState(kindOf(billing?.discount ?? null));
  const change = useAct(
    (body: Terms) =>
      unwrap(
        api.PUT('/v1/admin/businesses/{id}/subscription', { params: { path: { id: business.id } }, body }),
      ),
    { done: 'The terms are changed.', changes: [businessKey(business.id)], inForm: true },
  );
  return (
    <Dialog title={`Terms of ${business.name}`} onClose={onClose}>
      <Form
        submit="Save the terms"
        onCancel={onClose}
        onSubmit={async (values) => {
          const terms = termsOf(values, kind, currency);
          if (Object.keys(terms).length > 0) await change.mutateAsync(terms);
          onClose();
        }}
      >
        <Select
          label="Invoices"
          name="collect"
          defaultValue={billing === undefined ? 'no' : 'yes'}
          options={[
            ['yes', 'One for each cycle'],
            ['no', 'None: nothing is collected'],
          ]}
          hint="From the next cycle on."
        />
        <Field
          label="Seats"
          name="quantity"
          type="number"
          defaultValue={String(billing?.quantity ?? 1)}
          hint="How many seats are bought, if the price is per seat."
        />
        <Field
          label={`Own price in ${currency}`}
          name="priceOverride"
          required={false}
          defaultValue={priceText(billing?.priceOverride ?? null, currency)}
          hint="Instead of the price of the plan. A change of plan ends it."
        />
        <DiscountFields kind={kind} choose={setKind} of={billing?.discount ?? null} currency={currency} />
        <Field
          label="Days to pay"
          name="netDays"
          type="number"
          required={false}
          hint="From an invoice to its due date. If you leave it empty, they stay as they are."
        />
      </Form>
    </Dialog>
  );
}

/** The values of the fields that changed. A discount that is sent starts again. */
function termsOf(values: Values, kind: DiscountKind, currency: string): Terms {
  const own = values.textIfAny('priceOverride');
  const netDays = values.textIfAny('netDays');
  const numbers = readAll({
    quantity: () => wholeIn(values, 'quantity'),
    priceOverride: () => (own === undefined ? null : amountIn(values, 'priceOverride', currency)),
    discount: () => discountOf(values, kind, currency),
    ...(netDays !== undefined && { netDays: () => wholeIn(values, 'netDays') }),
  });
  return values.changesOf({ collect: values.text('collect') === 'yes', ...numbers });
}
