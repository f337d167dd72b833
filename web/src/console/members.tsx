import { unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { useAct, usePages } from '../api/queries.js';
import { Action } from '../ui/dialog.js';
import { Day, LastActive, State, When } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { type Business, businessKey } from './reads.js';

/** Lists the people and bots of a business. */
export function Members({ business }: { business: Business }) {
  const api = useApi();
  const path = { id: business.id };
  const members = usePages([...businessKey(business.id), 'members'], (cursor) =>
    unwrap(api.GET('/v1/admin/businesses/{id}/members', { params: { path, query: { cursor } } })),
  );
  return (
    <Section title="People and bots">
      <List
        label="People and bots"
        query={members}
        idOf={({ id }) => id}
        empty="There are no people and no bots."
        columns={[
          {
            title: 'Name',
            long: true,
            cell: ({ name, userId }) =>
              userId === undefined ? name : <Link href={`/people/${userId}`}>{name}</Link>,
          },
          { title: 'Kind', cell: ({ kind }) => (kind === 'human' ? 'person' : 'bot') },
          { title: 'E-mail', long: true, cell: ({ email }) => email ?? '–' },
          { title: 'May', cell: ({ role, scopes }) => role ?? scopes?.join(', ') ?? '–' },
          { title: 'State', cell: ({ active }) => <State of={active ? 'active' : 'inactive'} /> },
          {
            title: 'Last active',
            cell: ({ kind, lastActiveAt, lastUsedAt, createdAt }) =>
              kind === 'bot' ? <When at={lastUsedAt} /> : <LastActive at={lastActiveAt} since={createdAt} />,
          },
          { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
        ]}
      />
    </Section>
  );
}

export function Invitations({ business }: { business: Business }) {
  const api = useApi();
  const key = [...businessKey(business.id), 'invitations'];
  const path = { id: business.id };
  const invitations = usePages(key, (cursor) =>
    unwrap(api.GET('/v1/admin/businesses/{id}/invitations', { params: { path, query: { cursor } } })),
  );
  const revoke = useAct(
    (invitationId: string) =>
      unwrap(
        api.DELETE('/v1/admin/businesses/{id}/invitations/{invitationId}', {
          params: { path: { ...path, invitationId } },
        }),
      ),
    { done: 'The invitation is taken back.', changes: [key], inForm: true },
  );
  return (
    <Section title="Invitations">
      <List
        label="Invitations"
        query={invitations}
        idOf={({ id }) => id}
        empty="Nobody is invited."
        columns={[
          { title: 'E-mail', long: true, cell: ({ email }) => email },
          { title: 'Role', cell: ({ role }) => role },
          { title: 'State', cell: ({ status }) => <State of={status} /> },
          { title: 'Expires', cell: ({ expiresAt }) => <When at={expiresAt} /> },
          {
            title: '',
            numeric: true,
            cell: ({ id, email, status }) =>
              status === 'pending' && (
                <Action
                  label="Take back"
                  of={`the invitation of ${email}`}
                  className="plain"
                  title={`Take the invitation of ${email} back?`}
                  confirm="Take it back"
                  onConfirm={() => revoke.mutateAsync(id)}
                >
                  <p>The link in the mail stops working.</p>
                </Action>
              ),
          },
        ]}
      />
    </Section>
  );
}
