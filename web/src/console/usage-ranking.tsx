import { unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { usePages } from '../api/queries.js';
import { Choice, MonthFilter, monthOf, useParam } from '../ui/filter.js';
import { inUnits } from '../ui/format.js';
import { List, Load } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { BusinessLink } from './business-link.js';
import { useApi } from './context.js';
import { type Feature, useFeatures } from './reads.js';

/** Lists the businesses that used most of a feature in a month. Feature and month are in the address of the page. */
export function UsagePage() {
  const features = useFeatures();
  return (
    <Page title="Usage">
      <Load query={features}>
        {(all) => <Ranking metered={all.filter(({ kind }) => kind === 'metered')} />}
      </Load>
    </Page>
  );
}

function Ranking({ metered }: { metered: Feature[] }) {
  const [asked, choose] = useParam('feature');
  const [month] = useParam('month');
  const feature = metered.find(({ key }) => key === asked) ?? metered[0];
  if (feature === undefined)
    return (
      <p className="empty">
        No feature is metered. <Link href="/features">Add one</Link>, and give plans a limit for it.
      </p>
    );
  return (
    <Section title="The largest use comes first">
      <div className="inline">
        <Choice
          label="Feature"
          value={feature.key}
          onChoose={choose}
          options={metered.map(({ key, name }) => [key, name])}
        />
        <MonthFilter label="Month" name="month" usual={thisMonth()} />
      </div>
      <Ranked of={feature} month={monthOf(month) ?? thisMonth()} />
      <p className="muted">A day counts after it is over, in UTC. Businesses on test clocks do not count.</p>
    </Section>
  );
}

function Ranked({ of: { key, unit }, month }: { of: Feature; month: string }) {
  const api = useApi();
  const ranking = usePages(['stats', 'usage', key, month], (cursor) =>
    unwrap(api.GET('/v1/admin/stats/usage', { params: { query: { feature: key, month, cursor } } })),
  );
  return (
    <List
      label="Businesses by use"
      query={ranking}
      idOf={({ business }) => business.id}
      empty={
        month === thisMonth()
          ? 'Nothing yet: today counts from tomorrow on. Choose the month before.'
          : 'Nobody used any of it in this month.'
      }
      columns={[
        {
          title: 'Business',
          long: true,
          cell: ({ business: { id, name } }) => <BusinessLink id={id} name={name} />,
        },
        { title: 'Used', numeric: true, cell: ({ used }) => inUnits(used, unit) },
        {
          title: '',
          numeric: true,
          cell: ({ business: { id, name } }) => (
            <Link href={`/businesses/${id}/usage?days=90`}>
              Day by day<span className="hidden"> of {name}</span>
            </Link>
          ),
        },
      ]}
    />
  );
}

const thisMonth = (): string => new Date().toISOString().slice(0, 7);
