import { unwrap } from '@tenure/sdk';
import { useRead } from '../api/queries.js';
import { DAY, daysOf } from '../ui/days.js';
import { inUnits, many, number } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { daysBetween, Plot } from '../ui/plot.js';
import { useSession } from './context.js';
import { type Usage, useSubscription, useToday } from './reads.js';

interface Props {
  of: Usage;
  days?: number;
}

/** Plots what was used on each of the last days, in UTC, with a line for an even part of the limit. */
export function DailyPlot({ of: { feature, name, unit, limit }, days = 30 }: Props) {
  const { api } = useSession();
  const cycle = useSubscription().data?.cycle;
  const share = typeof limit === 'number' && cycle !== undefined ? limit / daysOf(cycle) : undefined;
  const to = useToday();
  const from = new Date(Date.parse(to) - (days - 1) * DAY).toISOString().slice(0, 10);
  const daily = useRead(['usage', 'daily', feature, from, to], () =>
    unwrap(api.GET('/v1/usage/daily', { params: { query: { feature, from, to } } })),
  );
  return (
    <Load query={daily} rows={4}>
      {({ data }) => (
        <Plot
          title={name}
          unit={many(unit)}
          format={(value) => inUnits(value, unit)}
          line={
            share === undefined
              ? undefined
              : {
                  value: share,
                  label: `the limit is on average ${number(Math.round(share * 10) / 10)} a day`,
                }
          }
          bars={daysBetween(from, to, new Map(data.map(({ date, used }) => [date, used])))}
        />
      )}
    </Load>
  );
}
