import { unwrap } from '@tenure/sdk';
import { useAct, usePages } from '../api/queries.js';
import { Action } from './dialog.js';
import { Day, State, When } from './format.js';
import { List } from './list.js';
import { Section } from './page.js';
import { useSession } from './session-context.js';

const nameOf = ({ browser, address }: { browser: string | null; address: string | null }): string =>
  `${browser ?? 'unknown browser'}, ${address ?? 'unknown address'}`;

/** Lists the sessions of the person who is logged in. */
export function Sessions() {
  const { api } = useSession();
  const sessions = usePages(['sessions'], (cursor) =>
    unwrap(api.GET('/v1/me/sessions', { params: { query: { cursor } } })),
  );
  const end = useAct(
    (id: string) => unwrap(api.DELETE('/v1/me/sessions/{id}', { params: { path: { id } } })),
    { done: 'The session is ended.', changes: [['sessions']], inForm: true },
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
            cell: ({ id, current, ...session }) =>
              !current && (
                <Action
                  label="End it"
                  of={nameOf(session)}
                  className="plain"
                  title="End this session?"
                  confirm="End the session"
                  onConfirm={() => end.mutateAsync(id)}
                >
                  <p>{nameOf(session)}: whoever uses it has to log in again.</p>
                </Action>
              ),
          },
        ]}
      />
    </Section>
  );
}
