import { type components, unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { useRead } from '../api/queries.js';
import { money, number } from '../ui/format.js';
import { Load, Table } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { Tiles } from '../ui/tiles.js';
import { useApi } from './context.js';

export type Stats = components['schemas']['StatsView'];
type Amount = components['schemas']['MonthlyAmountView'];

export function useStats() {
  const api = useApi();
  return useRead(['stats'], () => unwrap(api.GET('/v1/admin/stats')));
}

const amounts = (of: Amount[]): string => (of.length === 0 ? '–' : of.map(money).join(' + '));

/** Shows the present figures: businesses, subscriptions by status, and the recurring amount of a month. */
export function Standing() {
  const stats = useStats();
  return (
    <Load query={stats} rows={2}>
      {({ businesses, subscriptions: { trialing, active, pastDue }, plans, monthlyAmounts }) => (
        <Tiles
          of={[
            ['Open businesses', number(businesses.open)],
            ['Live subscriptions', number(trialing + active + pastDue), '/subscriptions'],
            ['In trial', number(trialing), '/subscriptions?status=trialing'],
            ['Past due', number(pastDue), '/subscriptions?status=pastDue'],
            [
              'Canceling',
              number(plans.reduce((sum, { canceling }) => sum + canceling, 0)),
              '/subscriptions?canceling=true',
            ],
            ['Recurring a month', amounts(monthlyAmounts)],
          ]}
        />
      )}
    </Load>
  );
}

/** Lists the plans in use, and the recurring amount of each. */
export function PlansInUse() {
  const stats = useStats();
  return (
    <Section title="Plans in use" actions={<Link href="/plans">More</Link>}>
      <Load query={stats} rows={2}>
        {({ plans }) => (
          <Table<Stats['plans'][number]>
            label="Plans in use"
            items={plans}
            idOf={({ plan, monthlyAmount }) => `${plan.code} ${monthlyAmount.currency}`}
            empty="Nobody is on a plan yet."
            columns={[
              { title: 'Plan', cell: ({ plan }) => <Link href={`/plans/${plan.code}`}>{plan.name}</Link> },
              {
                title: 'Live',
                numeric: true,
                cell: ({ plan, live }) => (
                  <Link href={`/subscriptions?planCode=${plan.code}`}>{number(live)}</Link>
                ),
              },
              { title: 'In trial', numeric: true, cell: ({ trialing }) => number(trialing) },
              { title: 'Past due', numeric: true, cell: ({ pastDue }) => number(pastDue) },
              { title: 'Canceling', numeric: true, cell: ({ canceling }) => number(canceling) },
              { title: 'A month', numeric: true, cell: ({ monthlyAmount }) => money(monthlyAmount) },
            ]}
          />
        )}
      </Load>
    </Section>
  );
}
