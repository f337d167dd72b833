import { unwrap } from '@tenure/sdk';
import { Link, useSearchParams } from 'wouter';
import { usePages } from '../api/queries.js';
import { Day, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { Search } from '../ui/search.js';
import { useApi } from './context.js';

/** Lists everybody who has an account. The filter is in the address of the page. */
export function PeoplePage() {
  const api = useApi();
  const [params] = useSearchParams();
  const email = params.get('email') ?? undefined;
  const people = usePages(['people', 'list', email ?? ''], (cursor) =>
    unwrap(api.GET('/v1/admin/users', { params: { query: { email, cursor } } })),
  );
  return (
    <Page title="People">
      <Section
        title={email === undefined ? 'Everybody' : `With the address ${email}`}
        actions={email !== undefined && <Link href="/people">Show all</Link>}
      >
        <Search fields={[['email', 'Whole e-mail address']]} />
        <List
          label="People"
          query={people}
          idOf={({ id }) => id}
          empty={email === undefined ? 'Nobody has an account.' : 'Nobody has this address.'}
          columns={[
            {
              title: 'Name',
              long: true,
              cell: ({ id, firstName, lastName }) => (
                <Link href={`/people/${id}`}>
                  {firstName} {lastName}
                </Link>
              ),
            },
            { title: 'E-mail', long: true, cell: (person) => person.email },
            {
              title: 'State',
              cell: ({ suspended, operator }) => (
                <>
                  <State of={suspended ? 'suspended' : 'active'} /> {operator && <State of="operator" />}
                </>
              ),
            },
            { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
          ]}
        />
      </Section>
    </Page>
  );
}
