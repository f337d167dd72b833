import { type components, isProblem, unwrap } from '@tenure/sdk';
import { usePages, useRead } from '../api/queries.js';
import { Day, money, number, shareOf, State } from '../ui/format.js';
import { List, Load } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { type Business, businessKey, useFeatureOf, usePlanName } from './reads.js';

type Next = components['schemas']['UpcomingView'];
const WORDS: Record<Next['event'], string> = {
  renew: 'A new cycle begins',
  switch: 'The plan changes',
  end: 'The subscription ends',
};

/** What happens next, on which day. */
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
  return (
    <Section title="What comes next">
      <Load query={upcoming} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">Nothing is planned.</p>
          ) : (
            <ul className="plainlist">
              {data.map(({ index, startsAt, event, planCode, amount, currency }) => (
                <li key={index}>
                  <Day at={startsAt} />: {WORDS[event]}
                  {event !== 'end' && (
                    <span className="muted">
                      {' '}
                      on plan {planName(planCode)}
                      {amount !== undefined && currency !== undefined && `, ${money({ amount, currency })}`}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </Section>
  );
}

/** The cycles that were and the one that runs, with what was used in each. */
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
