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
import { type Billing, type Subscription, useBilling, useSubscription } from './reads.js';

/** Shows how the business pays: its card, its invoices, and the payer that they name. */
export function BillingPage() {
  const { isAtLeast } = useRole();
  const billing = useBilling();
  const subscription = useSubscription();
  if (billing.data?.provider === 'none') return <NotFoundPage />;
  return (
    <Page title="Billing">
      {subscription.data !== undefined && <PastDue of={subscription.data} />}
      <Load query={billing} rows={1}>
        {(found) =>
          found.provider === 'stripe' ? <Card of={found} subscription={subscription.data} /> : <ByHand />
        }
      </Load>
      <Section title="Invoices">
        <Invoices />
      </Section>
      {isAtLeast('owner') && <BillingProfile />}
    </Page>
  );
}

function Card({ of: { card }, subscription }: { of: Billing; subscription: Subscription | undefined }) {
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
      title="Card"
      actions={
        isAtLeast('owner') && (
          <>
            <Button act={give} input={undefined}>
              {card === null ? 'Add a card' : 'Use another card'}
            </Button>
            {card !== null && (
              <Button act={portal} input={undefined}>
                Card and receipts
              </Button>
            )}
          </>
        )
      }
    >
      <Returned />
      {card === null ? (
        <p className="muted">No card is saved. {isAtLeast('owner') && whyCard(subscription, upcoming)}</p>
      ) : (
        <p>
          <span className="brand">{card.brand ?? 'Card'}</span> ending in {card.last4}
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

/** What a card is needed for. A card that is added while a payment is late is charged at once. */
function whyCard(of: Subscription | undefined, upcoming: Upcoming[] | undefined): string {
  if (of?.status === 'pastDue') return 'If you add one, it is charged at once for what is owed.';
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
