import { type components, unwrap } from '@tenure/sdk';
import { useSearchParams } from 'wouter';
import { usePages } from '../api/queries.js';
import { DayFilter, dayOf, Filter } from '../ui/filter.js';
import { Day, Muted, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { subscriptionState } from '../ui/states.js';
import { Tabs } from '../ui/tabs.js';
import { BusinessLink } from './business-link.js';
import { useApi } from './context.js';
import { Unpaid } from './past-due.js';
import { usePlanName, usePlans } from './reads.js';

type Listed = components['schemas']['ListedSubscriptionView'];

const STATUSES = [
  ['trialing', 'In trial'],
  ['active', 'Active'],
  ['pastDue', 'Past due'],
] as const satisfies [Listed['status'], string][];

/** Lists the live subscriptions of all businesses. The subscription whose cycle ends next comes first. */
export function SubscriptionsPage() {
  const api = useApi();
  const [params] = useSearchParams();
  const plans = usePlans().data ?? [];
  const query = queryOf(params);
  const subscriptions = usePages(['subscriptions', query], (cursor) =>
    unwrap(api.GET('/v1/admin/subscriptions', { params: { query: { ...query, cursor } } })),
  );
  return (
    <Page title="Subscriptions">
      <Tabs
        label="Which subscriptions"
        tabs={[
          ['All', '/subscriptions'],
          ['Trials', '/subscriptions?status=trialing'],
          ['Past due', '/subscriptions?status=pastDue'],
          ['Canceling', '/subscriptions?canceling=true'],
        ]}
      />
      <Section title="What ends or renews next comes first">
        <div className="inline">
          <Filter label="State" name="status" options={[['', 'Any'], ...STATUSES]} />
          <Filter
            label="Plan"
            name="planCode"
            options={[['', 'Any'], ...plans.map(({ code, name }) => [code, name] as const)]}
          />
          <Filter
            label="Canceling"
            name="canceling"
            options={[
              ['', 'Any'],
              ['true', 'Ends with its cycle'],
              ['false', 'Goes on'],
            ]}
          />
          <DayFilter label="Ends before" name="endsBefore" />
        </div>
        <List
          label="Subscriptions"
          query={subscriptions}
          idOf={({ id }) => id}
          empty="No subscription matches. Choose another state, or another day."
          columns={[
            {
              title: 'Business',
              long: true,
              cell: ({ business: { id, name } }) => <BusinessLink id={id} name={name} />,
            },
            { title: 'State', cell: (subscription) => <State of={subscriptionState(subscription)} /> },
            { title: 'Plan', cell: (subscription) => <PlanOf of={subscription} /> },
            { title: 'Cycle ends', cell: ({ cycleEndsAt }) => <Day at={cycleEndsAt} /> },
            { title: 'Why', cell: (subscription) => <Why of={subscription} /> },
          ]}
        />
      </Section>
    </Page>
  );
}

function PlanOf({ of: { plan, pendingPlanCode } }: { of: Listed }) {
  const planName = usePlanName();
  return (
    <>
      {plan.name} {pendingPlanCode !== null && <Muted>then {planName(pendingPlanCode)}</Muted>}
    </>
  );
}

/** Explains the state: a failed renewal, a missing payment, the end of a trial, a cancellation. */
function Why({ of }: { of: Listed }) {
  const { business, status, trialEndsAt, pastDueSince, accessUntil, error, cancelAtCycleEnd, cycleEndsAt } =
    of;
  const isTrial = status === 'trialing' && trialEndsAt !== null;
  if (error === null && pastDueSince === null && !isTrial && !cancelAtCycleEnd) return null;
  return (
    <ul className="plainlist">
      {error !== null && <li>Its renewal failed: {error}</li>}
      {pastDueSince !== null && (
        <li>
          <Unpaid businessId={business.id} />
          Past due since <Day at={pastDueSince} />
          {accessUntil !== null && (
            <>
              , access until <Day at={accessUntil} />
            </>
          )}
        </li>
      )}
      {isTrial && (
        <li>
          Trial ends on <Day at={trialEndsAt} />
        </li>
      )}
      {cancelAtCycleEnd && (
        <li>
          Canceled for <Day at={cycleEndsAt} />
        </li>
      )}
    </ul>
  );
}

/** Reads the filters from the address of the page. A person can write any address, so unknown filters are ignored. */
function queryOf(params: URLSearchParams) {
  const endsBefore = dayOf(params.get('endsBefore'));
  const canceling = params.get('canceling');
  return {
    status: STATUSES.find(([status]) => status === params.get('status'))?.[0],
    planCode: params.get('planCode') ?? undefined,
    canceling: canceling === null ? undefined : canceling === 'true',
    ...(endsBefore !== undefined && { endsBefore: `${endsBefore}T00:00:00Z` }),
  };
}
