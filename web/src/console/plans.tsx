import { unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { usePages } from '../api/queries.js';
import { price, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { useApi } from './context.js';
import type { Plan } from './reads.js';

/** The state of a plan in one word. */
export const planState = ({ archivedAt, visibility }: Plan): string =>
  archivedAt !== null ? 'archived' : visibility;

export function PlansPage() {
  const api = useApi();
  const plans = usePages(['plans', 'list'], (cursor) =>
    unwrap(api.GET('/v1/admin/plans', { params: { query: { cursor } } })),
  );
  return (
    <Page
      title="Plans"
      actions={
        <Link href="/new-plan" className="button primary">
          Create a plan
        </Link>
      }
    >
      <Section title="All plans">
        <List
          label="Plans"
          query={plans}
          idOf={({ code }) => code}
          empty="No plan yet. Create one, so that customers can sign up."
          columns={[
            {
              title: 'Name',
              long: true,
              cell: ({ code, name }) => <Link href={`/plans/${code}`}>{name}</Link>,
            },
            { title: 'Code', cell: ({ code }) => <code>{code}</code> },
            {
              title: 'State',
              cell: (plan) => (
                <>
                  <State of={planState(plan)} /> {plan.isDefault && <State of="default" />}
                </>
              ),
            },
            { title: 'Price', numeric: true, cell: (plan) => price(plan.price, plan.interval, plan.perSeat) },
          ]}
        />
      </Section>
    </Page>
  );
}
