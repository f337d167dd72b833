import { unwrap } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRead } from '../api/queries.js';
import { Day, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { UpcomingList } from '../ui/upcoming.js';
import { useRole, useSession } from './context.js';
import { DailyPlot } from './daily-plot.js';
import { Meters } from './meters.js';
import { PastDue } from './past-due.js';
import {
  priceOf,
  type Subscription,
  subscriptionState,
  usePlanNames,
  useSubscription,
  useUsage,
} from './reads.js';

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
      <Upcoming />
    </Page>
  );
}

function PlanSection() {
  const { isAtLeast } = useRole();
  const subscription = useSubscription();
  return (
    <Section title="Plan" actions={<Link href="/plan">{isAtLeast('owner') ? 'Change' : 'Compare'}</Link>}>
      <Load query={subscription} rows={1}>
        {(found) => (
          <>
            <PastDue of={found} />
            <Facts
              of={[
                ['Plan', found.plan.name],
                ['State', <State key="state" of={subscriptionState(found)} />],
                ['Price', priceOf(found)],
                nextOf(found),
              ]}
            />
          </>
        )}
      </Load>
    </Section>
  );
}

/** What comes next, and its day. */
function nextOf({
  status,
  endedAt,
  cancelAtCycleEnd,
  trialEndsAt,
  cycle,
}: Subscription): [string, ReactNode] {
  if (endedAt !== null) return ['Ended on', <Day key="day" at={endedAt} />];
  const isTrial = status === 'trialing';
  const end = isTrial && trialEndsAt !== null ? trialEndsAt : cycle.endsAt;
  return [cancelAtCycleEnd ? 'Ends on' : isTrial ? 'Trial ends on' : 'Renews on', <Day key="day" at={end} />];
}

/** Shows the next ends of cycles. */
export function Upcoming() {
  const { api } = useSession();
  const upcoming = useRead(['subscription', 'upcoming'], () =>
    unwrap(api.GET('/v1/subscription/upcoming', { params: { query: { cycles: 3 } } })),
  );
  return <UpcomingList query={upcoming} nameOf={usePlanNames()} />;
}
