import { type components, unwrap } from '@tenure/sdk';
import { usePages } from '../api/queries.js';
import { Day, shareOf } from '../ui/format.js';
import { List, Load } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { useSession } from './context.js';
import { Grants } from './grants.js';
import { Meters } from './meters.js';
import { useFeatureNames, usePlanNames, useUnits, useUsage } from './reads.js';

type Cycle = components['schemas']['CycleView'];

export function UsagePage() {
  const usage = useUsage();
  return (
    <Page title="Usage">
      <Section title="This cycle">
        <Load query={usage}>{({ data }) => <Meters usage={data} />}</Load>
      </Section>
      <Section title="Extra units">
        <Load query={usage} rows={1}>
          {({ data }) => (
            <Grants
              grants={data.flatMap(({ feature, grants }) => grants.map((grant) => ({ ...grant, feature })))}
            />
          )}
        </Load>
      </Section>
      <Section title="Cycles">
        <Cycles />
      </Section>
    </Page>
  );
}

/** Lists the cycles with what was used in each, of one feature or of all. */
export function Cycles({ feature }: { feature?: string }) {
  const { api } = useSession();
  const nameOf = usePlanNames();
  const featureName = useFeatureNames();
  const unitOf = useUnits();
  const cycles = usePages(['cycles'], (cursor) =>
    unwrap(api.GET('/v1/subscription/cycles', { params: { query: { cursor, limit: 12 } } })),
  );
  const told = ({ usage }: Cycle) =>
    Object.entries(usage).filter(([key]) => feature === undefined || key === feature);
  return (
    <List
      label="Cycles"
      query={cycles}
      idOf={({ subscriptionId, index }) => `${subscriptionId} ${index}`}
      empty="No cycle yet."
      columns={[
        {
          title: 'Days',
          cell: ({ startsAt, endsAt, trial }) => (
            <>
              <Day at={startsAt} /> – <Day at={endsAt} /> {trial && <span className="muted">trial</span>}
            </>
          ),
        },
        { title: 'Plan', cell: ({ planCode }) => nameOf(planCode) },
        {
          title: 'Used',
          numeric: true,
          cell: (cycle) =>
            told(cycle).length === 0
              ? '0'
              : told(cycle).map(([key, { used, limit: most }]) => (
                  <div key={key}>
                    {feature === undefined && `${featureName(key)}: `}
                    {shareOf(used, most, unitOf(key))}
                  </div>
                )),
        },
      ]}
    />
  );
}
