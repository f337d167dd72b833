import { isProblem } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { isMissing } from '../api/queries.js';
import { Day, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { Tabs } from '../ui/tabs.js';
import { BusinessAudit } from './audit-list.js';
import { Credits } from './credits.js';
import { Events } from './events.js';
import { Keys } from './keys.js';
import { InvoiceList } from './invoice-list.js';
import { Invitations, Members } from './members.js';
import { NotFoundPage } from '../ui/not-found.js';
import { businessState } from '../ui/states.js';
import { type Business, useBusiness } from './reads.js';
import { Settings } from './settings.js';
import { Cycles, Upcoming } from './cycles.js';
import { SubscriptionSection } from './subscription.js';
import { useClockNow } from './clocks.js';
import { Usage } from './usage.js';
import { ViewAsCustomer } from './view-as.js';

const TABS: [tab: string, text: string, show: (business: Business) => ReactNode][] = [
  [
    '',
    'Subscription',
    (business) => (
      <>
        <Summary of={business} />
        <SubscriptionSection business={business} />
        <Upcoming business={business} />
        <Cycles business={business} />
      </>
    ),
  ],
  [
    'usage',
    'Usage',
    (business) => (
      <>
        <Usage business={business} />
        <Cycles business={business} />
      </>
    ),
  ],
  ['credits', 'Credits', (business) => <Credits business={business} />],
  [
    'members',
    'Members',
    (business) => (
      <>
        <Members business={business} />
        <Invitations business={business} />
      </>
    ),
  ],
  ['keys', 'Keys', (business) => <Keys business={business} />],
  [
    'invoices',
    'Invoices',
    (business) => (
      <Section title="Invoices">
        <InvoiceList businessId={business.id} />
      </Section>
    ),
  ],
  ['events', 'Events', (business) => <Events business={business} />],
  [
    'audit',
    'Audit',
    (business) => (
      <Section title="Audit log">
        <BusinessAudit businessId={business.id} />
      </Section>
    ),
  ],
  ['settings', 'Settings', (business) => <Settings business={business} />],
];

/** Shows one business, with a page for each of its subjects. */
export function BusinessRoutes({ id, tab = '' }: { id: string; tab?: string }) {
  const business = useBusiness(id);
  const found = TABS.find(([name]) => name === tab);
  if (found === undefined || isMissing(business.error) || isProblem(business.error, 'not_found'))
    return <NotFoundPage />;
  const [, text, show] = found;
  const name = business.data?.name ?? 'Business';
  return (
    <Page
      title={tab === '' ? name : `${text} of ${name}`}
      crumbs={[
        ['Businesses', '/businesses'],
        ...(tab === '' ? [] : [[name, `/businesses/${id}`] as [string, string]]),
      ]}
      actions={business.data !== undefined && <ViewAsCustomer business={business.data} />}
    >
      <Tabs
        label="Pages of the business"
        tabs={TABS.map(([path, title]) => [title, `/businesses/${id}${path && `/${path}`}`])}
      />
      <Load query={business}>{show}</Load>
    </Page>
  );
}

function Summary({ of }: { of: Business }) {
  return (
    <Section title="Business">
      <Facts
        of={[
          ['State', <State key="state" of={businessState(of)} />],
          ['Since', <Day key="day" at={of.createdAt} />],
          ['Id', <code key="id">{of.id}</code>],
          ['Id in your own system', of.externalId ?? 'none'],
          ['Time', <Time key="time" of={of} />],
        ]}
      />
    </Section>
  );
}

/** The time of a business. A business on a test clock has the time of that clock. */
function Time({ of: { testClockId } }: { of: Business }) {
  const now = useClockNow(testClockId);
  if (testClockId === null) return 'real';
  return (
    <>
      <State of="test clock" /> {now !== null && <Day at={now} />}
    </>
  );
}
