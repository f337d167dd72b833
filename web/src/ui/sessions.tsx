import { unwrap } from '@tenure/sdk';
import { useAct, usePages } from '../api/queries.js';
import { Day, State, When } from './format.js';
import { List } from './list.js';
import { Section } from './page.js';
import { useSession } from './session-context.js';

/** Lists the sessions of the person who is logged in. */
export function Sessions() {
  const { api } = useSession();
  const sessions = usePages(['sessions'], (cursor) =>
    unwrap(api.GET('/v1/me/sessions', { params: { query: { cursor } } })),
  );
  const end = useAct(
    (id: string) => unwrap(api.DELETE('/v1/me/sessions/{id}', { params: { path: { id } } })),
    { done: 'The session is ended.', changes: [['sessions']] },
  );
  return (
    <Section title="Where you are logged in">
      <List
        label="Sessions"
        query={sessions}
        idOf={({ id }) => id}
        empty="No sessions."
        columns={[
          {
            title: 'Browser',
            cell: ({ browser, current }) => (
              <>
                {browser ?? 'unknown'} {current && <State of="this one" />}
              </>
            ),
          },
          { title: 'Address', cell: ({ address }) => address ?? '–' },
          { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
          { title: 'Last used', cell: ({ lastUsedAt }) => <When at={lastUsedAt} /> },
          {
            title: '',
            numeric: true,
            cell: ({ id, current }) =>
              !current && (
                <button type="button" className="plain" onClick={() => end.mutate(id)}>
                  End it
                </button>
              ),
          },
        ]}
      />
    </Section>
  );
}
