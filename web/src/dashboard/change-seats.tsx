import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { isRefused } from '../api/problems.js';
import { useAct, useRead } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { DueNow } from '../ui/due-now.js';
import { Field, Form } from '../ui/form.js';
import { count, date, price, money } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { goToCheckout } from './checkout.js';
import { useSession } from './context.js';
import { explainPayment, Refusal } from './payment-problems.js';
import { type Billing, type Subscription, useBilling, useClockNow, useUsage } from './reads.js';

type Preview = components['schemas']['PlanPreviewView'];
type Terms = components['schemas']['BillingTermsView'];

interface Props {
  of: Subscription;
  terms: Terms;
  onClose: () => void;
}

/** Buys more seats at once, or gives some up at the end of the cycle. Shows the costs first. */
export function ChangeSeats({ of, terms, onClose }: Props) {
  const { api } = useSession();
  const [quantity, setQuantity] = useState(terms.pendingQuantity ?? terms.quantity);
  const planCode = of.plan.code;
  const isSeats = Number.isInteger(quantity) && quantity > 0;
  const preview = useRead(
    ['subscription', 'preview', planCode, 'seats', quantity],
    () => unwrap(api.GET('/v1/subscription/plan/preview', { params: { query: { planCode, quantity } } })),
    isSeats,
  );
  const billing = useBilling().data;
  const held = useUsage().data?.data.find(({ feature }) => feature === 'seats')?.used;
  const change = useAct(
    (found: Preview | undefined) => {
      const body = { planCode, quantity, maxAmount: found?.dueNow?.amount };
      return unwrap(api.PUT('/v1/subscription/plan', { body }));
    },
    { inForm: true, done: 'The seats are changed.' },
  );
  const found = preview.data;
  const refused = isSeats && isRefused(preview.error) ? preview.error : null;
  const isOnClock = useClockNow() !== null;
  /** Without a saved payment method, the provider's page takes one, and what is due now. On a test clock the clock pays. */
  const buys =
    found?.paymentRequired === true &&
    found.when === 'now' &&
    billing?.provider === 'stripe' &&
    billing.card === null &&
    !isOnClock;
  return (
    <Dialog title={`Seats of ${of.plan.name}`} onClose={onClose}>
      <Form
        submit={
          refused !== null
            ? null
            : buys
              ? 'Go on to payment'
              : submitOf(quantity, terms, found, billing?.provider)
        }
        // Nobody can agree to a price that is not shown yet.
        waits={isSeats && found === undefined}
        onCancel={onClose}
        cancel={refused === null ? undefined : 'Close'}
        explain={explainPayment}
        onSubmit={async () => {
          if (buys) return goToCheckout(api, { planCode, quantity, maxAmount: found.dueNow?.amount });
          await change.mutateAsync(found);
          onClose();
          return undefined;
        }}
      >
        <Field
          label="Seats"
          name="quantity"
          type="number"
          defaultValue={String(quantity)}
          onWrite={(text) => setQuantity(Number(text))}
          hint={`You have ${terms.quantity}${held === undefined ? '' : `, and ${held} ${held === 1 ? 'is' : 'are'} taken by people and open invitations`}.`}
        />
        {isSeats &&
          (refused !== null ? (
            <Refusal error={refused} />
          ) : (
            <Load query={preview} rows={2}>
              {(shown) => <Effect of={of} terms={terms} quantity={quantity} shown={shown} />}
            </Load>
          ))}
      </Form>
    </Dialog>
  );
}

function Effect({
  of,
  terms,
  quantity,
  shown,
}: Omit<Props, 'onClose'> & { quantity: number; shown: Preview }) {
  return (
    <>
      <ul className="plainlist">
        <li>
          {shown.when === 'now'
            ? `${count(quantity, 'seat')} from now on.`
            : `${count(quantity, 'seat')} from ${date(shown.effectiveAt)}. Until then you have the ${terms.quantity} that are paid. If more are taken by then, you keep as many.`}
        </li>
        <li>Price: {price(shown.price, shown.interval, true)}.</li>
        {quantity > terms.quantity && of.status === 'trialing' && (
          <li>They are part of the trial: nothing is due before the trial ends.</li>
        )}
      </ul>
      {of.pendingPlan !== null && (
        <p className="alert warn">
          The change to {of.pendingPlan.name} is canceled, and {of.plan.name} goes on.
        </p>
      )}
      {shown.dueNow !== null && <DueNow of={shown.dueNow} label="Due now" />}
    </>
  );
}

/** The text of the button. If money comes by bank transfer, the seats are added when the invoice is paid. */
function submitOf(
  quantity: number,
  terms: Terms,
  found: Preview | undefined,
  provider?: Billing['provider'],
): string {
  if (found === undefined) return 'Change the seats';
  const seats = count(quantity, 'seat');
  if (quantity === terms.quantity) return `Keep ${seats}`;
  if (found.when === 'cycleEnd') return `Have ${seats} from ${date(found.effectiveAt)}`;
  if (found.dueNow === null || found.dueNow.amount === 0) return `Have ${seats} now`;
  return provider === 'manual' ? `Get an invoice of ${money(found.dueNow)}` : `Pay ${money(found.dueNow)}`;
}
