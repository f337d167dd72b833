import { type components, unwrap } from '@tenure/sdk';
import { Link, useSearchParams } from 'wouter';
import { usePages } from '../api/queries.js';
import { Filter } from '../ui/filter.js';
import { Day, Muted, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { Search } from '../ui/search.js';
import { businessState, subscriptionState } from '../ui/states.js';
import { useApi } from './context.js';
import { usePlans } from './reads.js';
import { clockName, useClockChoice } from './clocks.js';

type Listed = components['schemas']['ListedBusinessView'];
type Status = NonNullable<Listed['subscription']>['status'];

export const STATUSES = [
  ['trialing', 'In trial'],
  ['active', 'Active'],
  ['pastDue', 'Past due'],
  ['ended', 'Ended'],
] as const satisfies [Status, string][];

/** Lists all businesses. The search and the filters are in the address of the page. */
export function BusinessesPage() {
  const api = useApi();
  const [params] = useSearchParams();
  const query = queryOf(params);
  const isFiltered = Object.values(query).some((value) => value !== undefined);
  const businesses = usePages(['businesses', query], (cursor) =>
    unwrap(api.GET('/v1/admin/businesses', { params: { query: { ...query, cursor } } })),
  );
  return (
    <Page
      title="Businesses"
      actions={
        <Link href="/businesses/new" className="button primary">
          Create a business
        </Link>
      }
    >
      <Section
        title={isFiltered ? 'Found' : 'All businesses'}
        actions={isFiltered && <Link href="/businesses">Show all</Link>}
      >
        <Filters />
        <List
          label="Businesses"
          query={businesses}
          idOf={({ id }) => id}
          empty={
            isFiltered
              ? 'No business matches. A search compares the beginning of a name or of the owner’s e-mail address.'
              : 'No business yet. They appear here when customers sign up.'
          }
          columns={[
            {
              title: 'Name',
              long: true,
              cell: ({ id, name, testClockId }) => (
                <>
                  <Link href={`/businesses/${id}`}>{name}</Link>{' '}
                  {testClockId !== null && <State of="test clock" />}
                </>
              ),
            },
            { title: 'State', cell: (business) => <State of={businessState(business)} /> },
            { title: 'Owner', long: true, cell: ({ owner }) => owner?.email ?? <Muted>none</Muted> },
            { title: 'Plan', cell: ({ subscription }) => subscription?.plan.name ?? <Muted>none</Muted> },
            {
              title: 'Subscription',
              cell: ({ subscription }) =>
                subscription !== null && <State of={subscriptionState(subscription)} />,
            },
            {
              title: 'Cycle ends',
              cell: ({ subscription }) => subscription !== null && <Day at={subscription.cycleEndsAt} />,
            },
          ]}
        />
      </Section>
    </Page>
  );
}

function Filters() {
  const plans = usePlans().data ?? [];
  const [params] = useSearchParams();
  const clocks = useClockChoice(params.get('testClockId'));
  return (
    <>
      <Search
        fields={[
          ['search', 'Name, e-mail of the owner, or id'],
          ['externalId', 'Id in your own system'],
        ]}
      />
      <div className="inline">
        <Filter label="Subscription" name="status" options={[['', 'Any'], ...STATUSES]} />
        <Filter
          label="Plan"
          name="planCode"
          options={[['', 'Any'], ...plans.map(({ code, name }) => [code, name] as const)]}
        />
        <Filter
          label="State"
          name="suspended"
          options={[
            ['', 'Any'],
            ['true', 'Suspended'],
            ['false', 'Not suspended'],
          ]}
        />
        {clocks.length > 0 && (
          <Filter
            label="Test clock"
            name="testClockId"
            options={[['', 'Any'], ...clocks.map((clock) => [clock.id, clockName(clock)] as const)]}
          />
        )}
      </div>
    </>
  );
}

/** Reads the filters from the address of the page. A person can write any address, so unknown filters are ignored. */
function queryOf(params: URLSearchParams) {
  const text = (name: string) => params.get(name) ?? undefined;
  const suspended = params.get('suspended');
  return {
    search: text('search'),
    externalId: text('externalId'),
    planCode: text('planCode'),
    testClockId: text('testClockId'),
    status: STATUSES.find(([status]) => status === params.get('status'))?.[0],
    suspended: suspended === null ? undefined : suspended === 'true',
  };
}
