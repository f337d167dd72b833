import { type components, unwrap } from '@tenure/sdk';
import { usePages } from '../api/queries.js';
import { Day, limitInUnits, money, number, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { type Plan, useFeatureOf } from './reads.js';

type Version = components['schemas']['PlanVersionView'];

/** Lists the versions of a plan, and how many live subscriptions each has. */
export function Versions({ of: { code } }: { of: Plan }) {
  const api = useApi();
  const versions = usePages(['plans', 'one', code, 'versions'], (cursor) =>
    unwrap(
      api.GET('/v1/admin/plans/{code}/versions', { params: { path: { code }, query: { cursor, limit: 5 } } }),
    ),
  );
  return (
    <Section title="Versions">
      <List
        label="Versions"
        query={versions}
        idOf={(version) => String(version.number)}
        empty="It has no version."
        columns={[
          {
            title: 'Version',
            cell: (version) => (
              <>
                {number(version.number)} {version.newest && <State of="newest" />}
              </>
            ),
          },
          { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
          { title: 'Live', numeric: true, cell: ({ live }) => number(live) },
          { title: 'Price', numeric: true, cell: (version) => money(version.price) },
          { title: 'Limits', cell: (version) => <Limits of={version} /> },
        ]}
      />
    </Section>
  );
}

function Limits({ of: { limits } }: { of: Version }) {
  const featureOf = useFeatureOf();
  return (
    <ul className="plainlist">
      {Object.entries(limits).map(([key, value]) => (
        <li key={key}>
          {featureOf(key).name}: {limitInUnits(value, featureOf(key).unit)}
        </li>
      ))}
    </ul>
  );
}
