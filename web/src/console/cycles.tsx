import { isProblem, unwrap } from '@tenure/sdk';
import { usePages, useRead } from '../api/queries.js';
import { Day, number, shareOf, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { UpcomingList } from '../ui/upcoming.js';
import { useApi } from './context.js';
import { type Business, businessKey, useFeatureOf, usePlanName } from './reads.js';

/** Shows the next ends of cycles of a business. */
export function Upcoming({ business: { id } }: { business: Business }) {
  const api = useApi();
  const planName = usePlanName();
  const upcoming = useRead([...businessKey(id), 'upcoming'], () =>
    unwrap(
      api.GET('/v1/admin/businesses/{id}/subscription/upcoming', {
        params: { path: { id }, query: { cycles: 3 } },
      }),
    ),
  );
  if (isProblem(upcoming.error, 'not_found')) return null;
  return <UpcomingList query={upcoming} nameOf={planName} />;
}

/** Lists the past cycles and the running one, with what was used in each. */
export function Cycles({ business: { id } }: { business: Business }) {
  const api = useApi();
  const featureOf = useFeatureOf();
  const planName = usePlanName();
  const cycles = usePages([...businessKey(id), 'cycles'], (cursor) =>
    unwrap(
      api.GET('/v1/admin/businesses/{id}/subscription/cycles', {
        params: { path: { id }, query: { cursor } },
      }),
    ),
  );
  return (
    <Section title="Cycles">
      <List
        label="Cycles"
        query={cycles}
        idOf={({ subscriptionId, index }) => `${subscriptionId} ${index}`}
        empty="No cycle has begun."
        columns={[
          { title: 'Cycle', cell: ({ index }) => number(index) },
          {
            title: 'From – to',
            cell: ({ startsAt, endsAt }) => (
              <>
                <Day at={startsAt} /> – <Day at={endsAt} />
              </>
            ),
          },
          {
            title: 'Plan',
            cell: ({ planCode, trial }) => (
              <>
                {planName(planCode)} {trial && <State of="trialing" />}
              </>
            ),
          },
          {
            title: 'Used',
            cell: ({ usage }) => (
              <ul className="plainlist">
                {Object.entries(usage).map(([key, { used, limit: most }]) => (
                  <li key={key}>
                    {featureOf(key).name}: {shareOf(used, most, featureOf(key).unit)}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </Section>
  );
}
