import { type components, unwrap } from '@tenure/sdk';
import { type ReactNode, useState } from 'react';
import { useAct } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Action } from '../ui/dialog.js';
import { useParam } from '../ui/filter.js';
import { count, date, Day, money, number, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { subscriptionState } from '../ui/states.js';
import { ChangePlan } from './change-plan.js';
import { ChangeSeats } from './change-seats.js';
import { Returned } from './checkout.js';
import { useRole, useSession } from './context.js';
import { type Upcoming, UpcomingSection, useUpcoming } from './home.js';
import { Ended, PastDue } from './past-due.js';
import { byPrice, PlanFacts } from './plan-facts.js';
import { priceOf, type Subscription, usePlanNames, usePlans, useSubscription } from './reads.js';

type Plan = components['schemas']['PublicPlanView'];

export function PlanPage() {
  const subscription = useSubscription();
  const plans = usePlans();
  return (
    <Page title="Plan">
      <Returned />
      <Load query={subscription}>{(found) => <Current of={found} />}</Load>
      <UpcomingSection />
      <Section title="Compare plans">
        <Load query={plans}>
          {({ data }) => (
            <Load query={subscription}>{(found) => <Compare plans={data} subscription={found} />}</Load>
          )}
        </Load>
      </Section>
    </Page>
  );
}

function Current({ of }: { of: Subscription }) {
  const { api } = useSession();
  const { isAtLeast } = useRole();
  const resume = useAct(() => unwrap(api.POST('/v1/subscription/resume')), {
    done: 'The subscription goes on.',
  });
  const keep = useAct(() => unwrap(api.DELETE('/v1/subscription/pending-plan')), {
    done: 'The plan stays as it is.',
  });
  const keepSeats = useAct(
    () => unwrap(api.PUT('/v1/subscription/plan', { body: { planCode: of.plan.code } })),
    { done: 'The seats stay as they are.' },
  );
  const [seats, openSeats] = useState(false);
  const next = useUpcoming().data?.data[0];
  // What comes next assumes that all is paid. If a payment is late, access can end before the cycle does.
  const willBe = of.status === 'pastDue' ? undefined : next;
  const planName = usePlanNames();
  const cancel = useAct(() => unwrap(api.POST('/v1/subscription/cancel')), {
    done: 'The subscription is canceled.',
    inForm: true,
  });
  const end = date(of.cycle.endsAt);
  const isLive = of.status !== 'ended';
  // A subscription that is canceled has no next cycle to buy seats for. Without invoices, seats are not bought at all.
  const terms = of.perSeat === true && !of.cancelAtCycleEnd ? of.billing : undefined;
  return (
    <Section
      title={of.plan.name}
      actions={
        isAtLeast('owner') &&
        isLive && (
          <>
            {of.pendingPlan !== null && (
              <Button act={keep} input={undefined}>
                Keep {of.plan.name}
              </Button>
            )}
            {terms !== undefined && (
              <button type="button" onClick={() => openSeats(true)}>
                Change the seats
              </button>
            )}
            {terms !== undefined && terms.pendingQuantity !== null && of.pendingPlan === null && (
              <Button act={keepSeats} input={undefined}>
                Keep {count(terms.quantity, 'seat')}
              </Button>
            )}
            {of.cancelAtCycleEnd ? (
              <Button act={resume} input={undefined}>
                Go on with {of.plan.name}
              </Button>
            ) : (
              <Action
                label="Cancel the subscription"
                title={`Cancel ${of.plan.name}?`}
                confirm="Cancel the subscription"
                cancel="Do not cancel"
                onConfirm={() => cancel.mutateAsync(undefined)}
              >
                <p>
                  {of.plan.name} goes on until {end}. After that nothing can be used. Until then you can
                  change your mind.
                </p>
                {willBe !== undefined && <p>Without canceling, {otherwise(willBe, planName)}.</p>}
              </Action>
            )}
          </>
        )
      }
    >
      <Facts
        of={[
          ['State', <State key="state" of={subscriptionState(of)} />],
          ['Price', priceOf(of)],
          [
            'Cycle',
            <>
              <Day at={of.cycle.startsAt} /> – <Day at={of.cycle.endsAt} />
            </>,
          ],
          ...(of.trialEndsAt !== null && of.status === 'trialing'
            ? ([['Trial ends', <Day key="trial" at={of.trialEndsAt} />]] as [string, ReactNode][])
            : []),
          ...(of.cancelAtCycleEnd && isLive ? ([['Ends on', end]] as [string, ReactNode][]) : []),
          ...(of.pendingPlan !== null
            ? ([['Changes to', `${of.pendingPlan.name} on ${end}`]] as [string, ReactNode][])
            : []),
          ...seatsOf(of),
        ]}
      />
      {seats && terms !== undefined && <ChangeSeats of={of} terms={terms} onClose={() => openSeats(false)} />}
      <PastDue of={of} />
      <Ended of={of} />
      {!isAtLeast('owner') && <p className="muted">The owner of the business changes the plan.</p>}
    </Section>
  );
}

/** What follows the cycle by itself. */
function otherwise(
  { event, startsAt, planCode, amount, currency }: Upcoming,
  nameOf: (code: string) => string,
) {
  const on = date(startsAt);
  if (event === 'end') return `it ends on ${on}, too`;
  const costs =
    amount === undefined || currency === undefined
      ? ''
      : amount === 0
        ? ', and nothing is charged'
        : `, for ${money({ amount, currency })}`;
  return event === 'switch'
    ? `it goes on with ${nameOf(planCode)} on ${on}${costs}`
    : `the next cycle begins on ${on}${costs}`;
}

/** The seats that were bought, and the seats of the next cycle if their number changes. */
function seatsOf({ perSeat, billing, pendingPlan, cycle }: Subscription): [string, ReactNode][] {
  if (billing === undefined) return [];
  const { quantity, pendingQuantity } = billing;
  const later = `${pendingQuantity}${pendingPlan === null ? '' : ' or more'} from ${date(cycle.endsAt)}`;
  const facts = [perSeat === true && number(quantity), pendingQuantity !== null && later];
  const text = facts.filter((fact) => fact !== false).join(', ');
  return text === '' ? [] : [['Seats', text]];
}

function Compare({ plans, subscription }: { plans: Plan[]; subscription: Subscription }) {
  const { isAtLeast } = useRole();
  // The chosen plan is in the address, because a sign-up for a plan with a price leads here.
  const [code, choose] = useParam('choose');
  const isCurrent = (plan: Plan) => subscription.status !== 'ended' && plan.code === subscription.plan.code;
  const chosen = isAtLeast('owner')
    ? plans.find((plan) => plan.code === code && !isCurrent(plan))
    : undefined;
  return (
    <>
      <ul className="cards">
        {byPrice(plans).map((plan) => (
          <li key={plan.code} className={`card plan ${isCurrent(plan) ? 'current' : ''}`}>
            <h3>{plan.name}</h3>
            <PlanFacts plan={plan} plans={plans} />
            {isCurrent(plan) ? (
              <p>
                <State of="your plan" />
              </p>
            ) : (
              isAtLeast('owner') && (
                <button type="button" onClick={() => choose(plan.code)}>
                  Choose {plan.name}
                </button>
              )
            )}
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <ChangePlan plan={chosen} subscription={subscription} onClose={() => choose('')} />
      )}
    </>
  );
}
