import { unwrap } from '@tenure/sdk';
import { usePages, useRead } from '../api/queries.js';
import { DAY, daysOf } from '../ui/days.js';
import { useParam } from '../ui/filter.js';
import { inUnits, many, number, When } from '../ui/format.js';
import { List, Load } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { daysBetween, Plot } from '../ui/plot.js';
import { UsageMeter } from '../ui/usage-meter.js';
import { useApi } from './context.js';
import { type Business, businessKey, type Feature, useFeatures, useSubscription } from './reads.js';
import { useClockNow, useToday } from './clocks.js';

const RANGES = [30, 90] as const;

/** Shows what a business used and what is left, now and for each day. */
export function Usage({ business }: { business: Business }) {
  const api = useApi();
  const features = useFeatures().data ?? [];
  const [given, choose] = useParam('days');
  const days = given === '90' ? 90 : 30;
  const usage = useRead([...businessKey(business.id), 'usage'], () =>
    unwrap(api.GET('/v1/admin/businesses/{id}/usage', { params: { path: { id: business.id } } })),
  );
  const inPlan = features.filter(({ key }) => usage.data?.data.some(({ feature }) => feature === key));
  const metered = inPlan.filter(({ kind }) => kind === 'metered');
  // The page of members shows the seats.
  const held = inPlan.filter(({ key, kind }) => kind === 'allocated' && key !== 'seats');
  return (
    <>
      <Section title="This cycle">
        <Load query={usage}>
          {({ data }) =>
            data.length === 0 ? (
              <p className="muted">The plan includes nothing that is counted.</p>
            ) : (
              data.map((of) => <UsageMeter key={of.feature} of={of} name={of.name} />)
            )
          }
        </Load>
      </Section>
      {metered.length > 0 && (
        <Section
          title="Day by day"
          actions={RANGES.map((each) => (
            <button
              key={each}
              type="button"
              className="plain"
              aria-pressed={each === days}
              onClick={() => choose(each === 30 ? '' : String(each))}
            >
              {each} days
            </button>
          ))}
        >
          {metered.map((feature) => (
            <Daily key={feature.key} business={business} of={feature} days={days} />
          ))}
        </Section>
      )}
      {held.map((feature) => (
        <Held key={feature.key} business={business} of={feature} />
      ))}
    </>
  );
}

/** Lists the resources that a business holds of a feature. */
function Held({ business: { id, testClockId }, of: { key, name } }: { business: Business; of: Feature }) {
  const api = useApi();
  const now = useClockNow(testClockId);
  const resources = usePages([...businessKey(id), 'held', key], (cursor) =>
    unwrap(
      api.GET('/v1/admin/businesses/{id}/usage/allocations', {
        params: { path: { id }, query: { feature: key, cursor } },
      }),
    ),
  );
  return (
    <Section title={`${name} that are held`}>
      <List
        label={name}
        query={resources}
        idOf={({ resource }) => resource}
        empty="Nothing is held."
        columns={[
          { title: 'Name', long: true, cell: ({ resource }) => resource },
          { title: 'Since', cell: ({ heldAt }) => <When at={heldAt} now={now} /> },
          { title: 'Ends', cell: ({ expiresAt }) => <When at={expiresAt} now={now} /> },
        ]}
      />
    </Section>
  );
}

interface DailyProps {
  business: Business;
  of: Feature;
  days: number;
}

/** Plots what was used on each day, with a line for an even part of the limit. */
function Daily({ business: { id, testClockId }, of: { key, name, unit }, days }: DailyProps) {
  const api = useApi();
  const to = useToday(testClockId);
  const from = new Date(Date.parse(to) - (days - 1) * DAY).toISOString().slice(0, 10);
  const subscription = useSubscription(id).data;
  const daily = useRead([...businessKey(id), 'usage', key, from, to], () =>
    unwrap(
      api.GET('/v1/admin/businesses/{id}/usage/daily', {
        params: { path: { id }, query: { feature: key, from, to } },
      }),
    ),
  );
  const most = subscription?.limits[key];
  const share = typeof most === 'number' && subscription ? most / daysOf(subscription.cycle) : null;
  return (
    <Load query={daily} rows={4}>
      {({ data }) => (
        <Plot
          title={name}
          unit={many(unit)}
          format={(value) => inUnits(value, unit)}
          bars={daysBetween(from, to, new Map(data.map(({ date, used }) => [date, used])))}
          line={
            share === null
              ? undefined
              : {
                  value: share,
                  label: `the limit is ${number(Math.round(share * 10) / 10)} a day, spread evenly`,
                }
          }
        />
      )}
    </Load>
  );
}
