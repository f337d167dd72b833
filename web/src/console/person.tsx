import { type components, isProblem, unwrap } from '@tenure/sdk';
import { Link, useLocation } from 'wouter';
import { isMissing, useAct, useRead } from '../api/queries.js';
import { Action } from '../ui/dialog.js';
import { Day, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { useWithCode } from './ask-code.js';
import { useApi } from './context.js';
import { NotFoundPage } from '../ui/not-found.js';

type Person = components['schemas']['PersonView'];
const nameOf = ({ firstName, lastName }: Person): string => `${firstName} ${lastName}`;

export function PersonPage({ id }: { id: string }) {
  const api = useApi();
  const person = useRead(['people', id], () =>
    unwrap(api.GET('/v1/admin/users/{id}', { params: { path: { id } } })),
  );
  if (isMissing(person.error) || isProblem(person.error, 'not_found')) return <NotFoundPage />;
  return (
    <Page title={person.data === undefined ? 'Person' : nameOf(person.data)} crumbs={[['People', '/people']]}>
      <Load query={person}>
        {(found) => (
          <>
            <Section
              title="Account"
              actions={
                !found.operator && (
                  <Link href={`/businesses?search=${encodeURIComponent(found.email)}`}>
                    Businesses that they own
                  </Link>
                )
              }
            >
              <Facts
                of={[
                  [
                    'E-mail',
                    <>
                      {found.email}{' '}
                      <State of={found.emailVerifiedAt === null ? 'not verified' : 'verified'} />
                    </>,
                  ],
                  ['State', <State key="state" of={found.suspended ? 'suspended' : 'active'} />],
                  ['Since', <Day key="day" at={found.createdAt} />],
                  ['Id', <code key="id">{found.id}</code>],
                ]}
              />
            </Section>
            {!found.operator && <Acts person={found} />}
          </>
        )}
      </Load>
    </Page>
  );
}

/** What an operator can do with an account. The accounts of operators have a page of their own. */
function Acts({ person }: { person: Person }) {
  const api = useApi();
  const withCode = useWithCode();
  const [, go] = useLocation();
  const params = { path: { id: person.id } };
  const name = nameOf(person);
  const suspend = useAct(
    (suspended: boolean) =>
      withCode(() => unwrap(api.PATCH('/v1/admin/users/{id}', { params, body: { suspended } }))),
    { done: `${name} was changed.`, changes: [['people']], inForm: true },
  );
  const reset = useAct(
    () => withCode(() => unwrap(api.DELETE('/v1/admin/users/{id}/second-factor', { params }))),
    { done: 'The second factor is gone.', changes: [['people']], inForm: true },
  );
  const erase = useAct(() => withCode(() => unwrap(api.POST('/v1/admin/users/{id}/erase', { params }))), {
    done: `${name} is erased.`,
    changes: [['people', 'list']],
    inForm: true,
    then: () => go('/people'),
  });
  return (
    <Section title="Actions">
      <div className="buttons">
        <Action
          label={person.suspended ? 'Let them work again' : 'Suspend'}
          title={person.suspended ? `Let ${name} work again?` : `Suspend ${name}?`}
          confirm={person.suspended ? 'Let them work again' : 'Suspend them'}
          danger={!person.suspended}
          onConfirm={() => suspend.mutateAsync(!person.suspended)}
        >
          <p>
            {person.suspended
              ? 'They can log in again.'
              : 'They are logged out everywhere, and cannot log in. You can undo this.'}
          </p>
        </Action>
        <Action
          label="Reset the second factor"
          title={`Reset the second factor of ${name}?`}
          confirm="Reset it"
          onConfirm={() => reset.mutateAsync(undefined)}
        >
          <p>
            After that, the password alone opens the account. Make sure that the request comes from this
            person.
          </p>
        </Action>
        <Action
          label="Erase"
          title={`Erase ${name}?`}
          confirm={`Erase ${person.email}`}
          typed={person.email}
          onConfirm={() => erase.mutateAsync(undefined)}
        >
          <p>They leave all businesses, and nothing is kept about them. This cannot be undone.</p>
        </Action>
      </div>
    </Section>
  );
}
