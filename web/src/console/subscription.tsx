import { unwrap } from '@tenure/sdk';
import { type ReactNode, useState } from 'react';
import { useAct } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { date, Day, limitInUnits, price, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Section } from '../ui/page.js';
import { subscriptionState } from '../ui/states.js';
import { Billing } from './billing.js';
import { ChangePlan } from './change-plan.js';
import { useApi } from './context.js';
import { Cancel, ExtendTrial } from './end-subscription.js';
import { NewestTerms } from './newest-terms.js';
import { PastDue } from './past-due.js';
import { type Business, businessKey, type Subscription, useFeatureOf, useSubscription } from './reads.js';

type Open = 'plan' | 'newest' | 'cancel' | 'trial' | null;

/** Shows the subscription of a business, with the actions of an operator. */
export function SubscriptionSection({ business }: { business: Business }) {
  const subscription = useSubscription(business.id);
  return (
    <Load query={subscription}>
      {(found) =>
        found === null ? (
          <NoSubscription business={business} />
        ) : (
          <>
            <PastDue business={business} of={found} />
            <Current business={business} of={found} />
            <Billing business={business} of={found} />
          </>
        )
      }
    </Load>
  );
}

function NoSubscription({ business }: { business: Business }) {
  const [open, setOpen] = useState(false);
  return (
    <Section
      title="Subscription"
      actions={
        business.closedAt === null && (
          <button type="button" className="primary" onClick={() => setOpen(true)}>
            Start a subscription
          </button>
        )
      }
    >
      <p className="muted">This business has had no subscription.</p>
      {open && <ChangePlan business={business} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function Current({ business, of }: { business: Business; of: Subscription }) {
  const api = useApi();
  const [open, setOpen] = useState<Open>(null);
  const params = { path: { id: business.id } };
  const changes = [businessKey(business.id)];
  const resume = useAct(() => unwrap(api.POST('/v1/admin/businesses/{id}/subscription/resume', { params })), {
    done: 'The subscription goes on.',
    changes,
  });
  const keep = useAct(
    () => unwrap(api.DELETE('/v1/admin/businesses/{id}/subscription/pending-plan', { params })),
    { done: 'The plan stays as it is.', changes },
  );
  const close = () => setOpen(null);
  const isLive = of.status !== 'ended';
  return (
    <Section
      title={of.plan.name}
      actions={
        business.closedAt === null && (
          <>
            <button type="button" className="primary" onClick={() => setOpen('plan')}>
              Change the plan
            </button>
            {isLive && (
              <button type="button" onClick={() => setOpen('newest')}>
                Newest terms
              </button>
            )}
            {of.status === 'trialing' && (
              <button type="button" onClick={() => setOpen('trial')}>
                Extend the trial
              </button>
            )}
            {of.pendingPlan !== null && (
              <Button act={keep} input={undefined}>
                Keep {of.plan.name}
              </Button>
            )}
            {of.cancelAtCycleEnd && isLive && (
              <Button act={resume} input={undefined}>
                Resume
              </Button>
            )}
            {isLive && (
              <button type="button" onClick={() => setOpen('cancel')}>
                Cancel the subscription
              </button>
            )}
          </>
        )
      }
    >
      <Facts of={factsOf(of)} />
      <Limits of={of} />
      {open === 'plan' && <ChangePlan business={business} subscription={of} onClose={close} />}
      {open === 'newest' && <NewestTerms business={business} of={of} onClose={close} />}
      {open === 'cancel' && <Cancel business={business} of={of} onClose={close} />}
      {open === 'trial' && <ExtendTrial business={business} of={of} onClose={close} />}
    </Section>
  );
}

/** Why a subscription has ended, in words. */
const REASONS: Record<NonNullable<Subscription['endReason']>, string> = {
  canceled: 'it was canceled',
  expired: 'its plan ends after a cycle or a trial',
  operator: 'an operator ended it',
  closed: 'the business was closed',
  unpaid: 'it was not paid',
};

function factsOf(of: Subscription): [string, ReactNode][] {
  const end = date(of.cycle.endsAt);
  return [
    ['State', <State key="state" of={subscriptionState(of)} />],
    ['Price', price(of.price, of.interval, of.perSeat)],
    [
      'Cycle',
      <>
        {of.cycle.index}, <Day at={of.cycle.startsAt} /> – <Day at={of.cycle.endsAt} />
      </>,
    ],
    ...(of.trialEndsAt !== null && of.status === 'trialing'
      ? ([['Trial ends', <Day key="trial" at={of.trialEndsAt} />]] as [string, ReactNode][])
      : []),
    ...(of.cancelAtCycleEnd && of.status !== 'ended' ? ([['Ends on', end]] as [string, ReactNode][]) : []),
    ...(of.pendingPlan !== null
      ? ([['Changes to', `${of.pendingPlan.name} on ${end}`]] as [string, ReactNode][])
      : []),
    ...(of.endedAt !== null
      ? ([
          ['Ended', <Day key="ended" at={of.endedAt} />],
          ['Because', of.endReason === null ? '–' : REASONS[of.endReason]],
        ] as [string, ReactNode][])
      : []),
  ];
}

function Limits({ of }: { of: Subscription }) {
  const featureOf = useFeatureOf();
  const limits = Object.entries(of.limits);
  if (limits.length === 0) return <p className="muted">The plan includes nothing that is counted.</p>;
  return (
    <Facts
      of={limits.map(([key, value]) => [featureOf(key).name, limitInUnits(value, featureOf(key).unit)])}
    />
  );
}
