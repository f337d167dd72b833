import { type components, unwrap } from '@tenure/sdk';
import { useRead } from '../api/queries.js';
import { DAY } from '../ui/days.js';
import { useParam } from '../ui/filter.js';
import { count, inUnits, many, money, moneyInShort, number } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { daysBetween, Plot } from '../ui/plot.js';
import { useApi } from './context.js';
import { useFeatureOf } from './reads.js';
import { type Stats, useStats } from './stats.js';

type Daily = components['schemas']['DailyStatView'];
type Metric = 'signups' | 'started' | 'ended' | 'live' | 'monthlyAmount' | 'used';

const RANGES = [30, 90, 365] as const;

/** Plots the figures of each day. The number of days is in the address of the page. */
export function Growth() {
  const [given, choose] = useParam('days');
  const days = RANGES.find((each) => String(each) === given) ?? RANGES[0];
  return (
    <Section
      title="Growth"
      actions={RANGES.map((each) => (
        <button
          key={each}
          type="button"
          className="plain"
          aria-pressed={each === days}
          onClick={() => choose(each === RANGES[0] ? '' : String(each))}
        >
          {each} days
        </button>
      ))}
    >
      <div className="plots">
        <Figure metric="live" title="Live subscriptions" days={days} />
        <Figure metric="monthlyAmount" title="Recurring a month" days={days} />
        <Figure metric="signups" title="Sign-ups" days={days} />
        <Figure metric="ended" title="Ended subscriptions" days={days} />
        <Figure metric="used" title="Used" days={days} />
      </div>
    </Section>
  );
}

interface FigureProps {
  metric: Metric;
  title: string;
  days: number;
}

/** One figure, with a plot for each currency or feature. */
function Figure({ metric, title, days }: FigureProps) {
  const api = useApi();
  const featureOf = useFeatureOf();
  const isState = metric === 'live' || metric === 'monthlyAmount';
  // A count of events is known after the day is over. A state is known at once.
  const to = dayBefore(new Date().toISOString().slice(0, 10), isState ? 0 : 1);
  const from = dayBefore(to, days - 1);
  const daily = useRead(['stats', metric, from, to], () =>
    unwrap(api.GET('/v1/admin/stats/daily', { params: { query: { metric, from, to } } })),
  );
  const now = useStats().data;
  return (
    <Load query={daily} rows={4}>
      {({ data }) => {
        const groups = groupsOf(isState ? withNow(data, metric, to, now) : data);
        if (groups.length === 0) return <p className="muted">{title}: nothing yet. No day is over.</p>;
        return groups.map(([key, rows]) => {
          const { currency, feature } = rows[0] ?? { currency: null, feature: null };
          const { name, unit } = featureOf(feature ?? '');
          return (
            <Plot
              key={key}
              title={feature === null ? title : name}
              unit={unitOf(metric, currency, unit)}
              bars={barsOf(from, to, rows, isState)}
              format={(value) => written(metric, value, currency, unit)}
              formatShort={currency === null ? undefined : (amount) => moneyInShort({ amount, currency })}
              sum={!isState}
              partial={isState}
            />
          );
        });
      }}
    </Load>
  );
}

const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10);

type Row = Pick<Daily, 'date' | 'value' | 'currency' | 'feature'>;

/** Adds the present state as the row of today. */
function withNow(rows: Row[], metric: Metric, today: string, now: Stats | undefined): Row[] {
  if (now === undefined) return rows;
  const before = rows.filter(({ date }) => date !== today);
  const row = { date: today, currency: null, feature: null };
  if (metric === 'live') {
    const { trialing, active, pastDue } = now.subscriptions;
    return [...before, { ...row, value: trialing + active + pastDue }];
  }
  return [
    ...before,
    ...now.monthlyAmounts.map(({ amount, currency }) => ({ ...row, value: amount, currency })),
  ];
}

function groupsOf(rows: Row[]): [key: string, rows: Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row.currency ?? row.feature ?? '';
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups];
}

/** The bars of all days. A count that is absent is 0. A state that is absent is unknown. */
function barsOf(from: string, to: string, rows: Row[], isState: boolean) {
  const values = new Map(rows.map(({ date, value }) => [date, value]));
  return daysBetween(from, to, values, isState ? null : 0);
}

const unitOf = (metric: Metric, currency: string | null, unit: string): string =>
  currency ?? { signups: 'businesses', used: many(unit) }[metric as string] ?? 'subscriptions';

function written(metric: Metric, value: number, currency: string | null, unit: string): string {
  if (currency !== null) return money({ amount: value, currency });
  if (metric === 'signups') return count(value, 'business', 'businesses');
  if (metric === 'used') return inUnits(value, unit);
  if (metric === 'monthlyAmount') return number(value);
  return count(value, 'subscription');
}
