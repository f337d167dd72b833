import { type components, unwrap } from '@tenure/sdk';
import { useAct, usePages } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Action } from '../ui/dialog.js';
import { Day, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { useSession } from './context.js';

type Invitation = components['schemas']['InvitationView'];

export function Invitations() {
  const { api } = useSession();
  const invitations = usePages(['invitations'], (cursor) =>
    unwrap(api.GET('/v1/invitations', { params: { query: { cursor } } })),
  );
  return (
    <List
      label="Invitations"
      query={invitations}
      idOf={({ id }) => id}
      empty="Nobody is invited. Invite the people who work with you."
      columns={[
        { title: 'E-mail', long: true, cell: ({ email }) => email },
        { title: 'Role', cell: ({ role }) => role },
        { title: 'State', cell: ({ status }) => <State of={status} /> },
        { title: 'Valid until', cell: ({ expiresAt }) => <Day at={expiresAt} /> },
        { title: '', numeric: true, cell: (invitation) => <Actions of={invitation} /> },
      ]}
    />
  );
}

function Actions({ of }: { of: Invitation }) {
  const { api } = useSession();
  const params = { path: { id: of.id } };
  const changes = [['invitations'], ['usage']];
  const resend = useAct(() => unwrap(api.POST('/v1/invitations/{id}/resend', { params })), {
    done: `A new mail is on its way to ${of.email}.`,
    changes,
  });
  const revoke = useAct(() => unwrap(api.DELETE('/v1/invitations/{id}', { params })), {
    done: 'The invitation is taken back.',
    changes,
    inForm: true,
  });
  if (of.status !== 'pending' && of.status !== 'expired') return null;
  return (
    <div className="buttons">
      <Button className="plain" act={resend} input={undefined}>
        Send again<span className="hidden"> to {of.email}</span>
      </Button>
      <Action
        label="Take back"
        of={`the invitation of ${of.email}`}
        className="plain"
        title={`Take the invitation of ${of.email} back?`}
        confirm="Take it back"
        onConfirm={() => revoke.mutateAsync(undefined)}
      >
        <p>The link in the mail to {of.email} stops working.</p>
      </Action>
    </div>
  );
}
