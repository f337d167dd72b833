import { type components, unwrap } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRead } from '../api/queries.js';
import { Day, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { subscriptionState } from '../ui/states.js';
import { UpcomingList } from '../ui/upcoming.js';
import { useRole, useSession } from './context.js';
import { DailyPlot } from './daily-plot.js';
import { Meters } from './meters.js';
import { Ended, PastDue } from './past-due.js';
import { priceOf, type Subscription, usePlanNames, useSubscription, useUsage } from './reads.js';

export type Upcoming = components['schemas']['UpcomingView'];

export function HomePage() {
  const { user } = useSession();
  const usage = useUsage();
  const plotted = usage.data?.data.find(({ kind }) => kind === 'metered');
  return (
    <Page title={`Hello, ${user.firstName}`}>
      <PlanSection />
      <Section title="Usage" actions={<Link href="/usage">All usage</Link>}>
        <Load query={usage}>{({ data }) => <Meters usage={data} />}</Load>
      </Section>
      {plotted !== undefined && (
        <Section title="The last 30 days">
          <DailyPlot of={plotted} />
        </Section>
      )}
      <UpcomingSection />
    </Page>
  );
}

function PlanSection() {
  const { isAtLeast } = useRole();
  const subscription = useSubscription();
  const next = useUpcoming().data?.data[0];
  return (
    <Section title="Plan" actions={<Link href="/plan">{isAtLeast('owner') ? 'Change' : 'Compare'}</Link>}>
      <Load query={subscription} rows={1}>
        {(found) => (
          <>
            <PastDue of={found} />
            <Ended of={found} choose />
            <Facts
              of={[
                ['Plan', found.plan.name],
                ['State', <State key="state" of={subscriptionState(found)} />],
                ['Price', priceOf(found)],
                nextOf(found, next),
              ]}
            />
          </>
        )}
      </Load>
    </Section>
  );
}

const WORDS: Record<Upcoming['event'], string> = {
  renew: 'Renews on',
  switch: 'The plan changes on',
  end: 'Ends on',
};

/** What comes next, and its day. */
function nextOf(
  { status, endedAt, cancelAtCycleEnd, trialEndsAt, cycle }: Subscription,
  next: Upcoming | undefined,
): [string, ReactNode] {
  if (endedAt !== null) return ['Ended on', <Day key="day" at={endedAt} />];
  const isTrial = status === 'trialing';
  const end = isTrial && trialEndsAt !== null ? trialEndsAt : cycle.endsAt;
  const event = cancelAtCycleEnd ? 'end' : next?.event;
  const word = isTrial && event !== 'end' ? 'Trial ends on' : WORDS[event ?? 'renew'];
  return [word, <Day key="day" at={end} />];
}

/** Reads the ends of the next cycles. */
export function useUpcoming() {
  const { api } = useSession();
  return useRead(['subscription', 'upcoming'], () =>
    unwrap(api.GET('/v1/subscription/upcoming', { params: { query: { cycles: 3 } } })),
  );
}

/** Shows the next ends of cycles. */
export function UpcomingSection() {
  const { isAtLeast } = useRole();
  // What a cycle costs is for the owner, as the price of the subscription is.
  return <UpcomingList query={useUpcoming()} nameOf={usePlanNames()} priced={isAtLeast('owner')} />;
}
