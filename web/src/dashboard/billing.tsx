import { unwrap } from '@tenure/sdk';
import { useAct } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Load } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { BillingProfile } from './billing-profile.js';
import { goTo, goToCheckout, here, Returned } from './checkout.js';
import { useRole, useSession } from './context.js';
import { type Upcoming, useUpcoming } from './home.js';
import { Invoices } from './invoices.js';
import { NotFoundPage } from '../ui/not-found.js';
import { PastDue } from './past-due.js';
import { PaymentMethod } from './payment-method.js';
import { type Billing, useBilling, useSubscription } from './reads.js';

/** Shows how the business pays: its payment method, its invoices, and the payer that they name. */
export function BillingPage() {
  const { isAtLeast } = useRole();
  const billing = useBilling();
  const subscription = useSubscription();
  if (billing.data?.provider === 'none') return <NotFoundPage />;
  return (
    <Page title="Billing">
      {subscription.data !== undefined && <PastDue of={subscription.data} />}
      <Load query={billing} rows={1}>
        {(found) => (found.provider === 'stripe' ? <Method of={found} /> : <ByHand />)}
      </Load>
      <Section title="Invoices">
        <Invoices />
      </Section>
      {isAtLeast('owner') && <BillingProfile />}
    </Page>
  );
}

function Method({ of: { card, pastDue } }: { of: Billing }) {
  const { api } = useSession();
  const { isAtLeast } = useRole();
  const upcoming = useUpcoming().data?.data;
  const give = useAct(() => goToCheckout(api));
  const portal = useAct(async () => {
    const { url } = await unwrap(api.POST('/v1/billing/portal', { body: { returnUrl: here() } }));
    await goTo(url);
  });
  return (
    <Section
      title="Payment method"
      actions={
        isAtLeast('owner') && (
          <>
            <Button act={give} input={undefined}>
              {card === null ? 'Add a payment method' : 'Use another payment method'}
            </Button>
            <Button act={portal} input={undefined}>
              Payment methods and receipts
            </Button>
          </>
        )
      }
    >
      <Returned />
      {card === null ? (
        <p className="muted">
          No payment method is saved. {isAtLeast('owner') && whyNeeded(pastDue, upcoming)}
        </p>
      ) : (
        <p>
          <PaymentMethod of={card} />
          {card.expiresMonth !== null && card.expiresYear !== null && (
            <span className="muted">
              , good until {String(card.expiresMonth).padStart(2, '0')}/{card.expiresYear}
            </span>
          )}
        </p>
      )}
      {!isAtLeast('owner') && <p className="muted">The owner of the business changes it.</p>}
    </Section>
  );
}

/** What a payment method is needed for. One that is added while a payment is late is charged at once. */
function whyNeeded(pastDue: Billing['pastDue'], upcoming: Upcoming[] | undefined): string {
  if (pastDue?.status === 'open') return 'If you add one, it is charged at once for what is owed.';
  if (upcoming === undefined) return '';
  const next = upcoming[0];
  return next !== undefined && next.event !== 'end' && (next.amount ?? 0) > 0
    ? 'Without one, the next cycle cannot be paid by itself.'
    : 'You need one before a plan with a price begins.';
}

function ByHand() {
  return (
    <Section title="How you pay">
      <p>
        Pay each invoice by bank transfer, with its number as the reference. The mail about the invoice says
        where to. We mark it paid when the money is here.
      </p>
    </Section>
  );
}
