import { type components, isProblem, unwrap } from '@tenure/sdk';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useAct, usePages } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Action, Dialog } from '../ui/dialog.js';
import { Field, Form, Select } from '../ui/form.js';
import { Day, LastActive, State } from '../ui/format.js';
import { List } from '../ui/list.js';
import { reload } from '../ui/mailed-token.js';
import { Page, Section } from '../ui/page.js';
import { sayAfterLoad } from '../ui/toasts.js';
import { useRole, useSession } from './context.js';
import { Invitations } from './invitations.js';

type Member = components['schemas']['MemberView'];

export function TeamPage() {
  const { isAtLeast } = useRole();
  const [inviting, setInviting] = useState(false);
  return (
    <Page
      title="Team"
      actions={
        isAtLeast('admin') && (
          <button type="button" className="primary" onClick={() => setInviting(true)}>
            Invite somebody
          </button>
        )
      }
    >
      <Section title="Members">
        <Members />
      </Section>
      {isAtLeast('admin') && (
        <Section title="Invitations">
          <Invitations />
        </Section>
      )}
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  );
}

function Members() {
  const { api } = useSession();
  const members = usePages(['members'], (cursor) =>
    unwrap(api.GET('/v1/members', { params: { query: { kind: 'human', cursor } } })),
  );
  return (
    <List
      label="Members"
      query={members}
      idOf={({ id }) => id}
      empty="Nobody is here yet."
      columns={[
        { title: 'Name', long: true, cell: ({ name }) => name },
        { title: 'E-mail', long: true, cell: ({ email }) => email },
        { title: 'Role', cell: ({ role }) => role },
        { title: 'State', cell: ({ active }) => <State of={active ? 'active' : 'inactive'} /> },
        { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
        {
          title: 'Last active',
          cell: ({ lastActiveAt, createdAt }) => <LastActive at={lastActiveAt} since={createdAt} />,
        },
        { title: '', numeric: true, cell: (member) => <MemberActions of={member} /> },
      ]}
    />
  );
}

/** The actions on a member. Only the owner changes an admin, and the owner is changed only by a hand-over. */
function MemberActions({ of }: { of: Member }) {
  const { api, user } = useSession();
  const { isAtLeast } = useRole();
  const [handing, setHanding] = useState(false);
  const path = { id: of.id };
  const changes = [['members'], ['usage']];
  const edit = useAct(
    (body: components['schemas']['EditMemberDto']) =>
      unwrap(api.PATCH('/v1/members/{id}', { params: { path }, body })),
    { done: `${of.name} was changed.`, changes },
  );
  const promote = useAct(
    () => unwrap(api.PATCH('/v1/members/{id}', { params: { path }, body: { role: 'admin' } })),
    { done: `${of.name} is an admin.`, changes, inForm: true },
  );
  const remove = useAct(() => unwrap(api.DELETE('/v1/members/{id}', { params: { path } })), {
    done: `${of.name} is removed.`,
    changes,
    inForm: true,
  });
  const isBelow = of.role === 'member' ? isAtLeast('admin') : of.role === 'admin' && isAtLeast('owner');
  if (!isBelow || of.email === user.email) return null;
  return (
    <div className="buttons">
      {of.role === 'admin' ? (
        <Button className="plain" act={edit} input={{ role: 'member' }}>
          Make member<span className="hidden"> {of.name}</span>
        </Button>
      ) : (
        <Action
          label="Make admin"
          of={of.name}
          className="plain"
          title={`Make ${of.name} an admin?`}
          confirm={`Make ${of.name} an admin`}
          danger={false}
          onConfirm={() => promote.mutateAsync(undefined)}
        >
          <p>An admin manages team, keys and webhooks. Only the owner can change or remove an admin.</p>
        </Action>
      )}
      <Button className="plain" act={edit} input={{ active: !of.active }}>
        {of.active ? 'Deactivate' : 'Activate'}
        <span className="hidden"> {of.name}</span>
      </Button>
      {isAtLeast('owner') && of.active && (
        <button type="button" className="plain" onClick={() => setHanding(true)}>
          Make owner<span className="hidden"> {of.name}</span>
        </button>
      )}
      <Action
        label="Remove"
        of={of.name}
        className="plain"
        title={`Remove ${of.name}?`}
        confirm={`Remove ${of.name}`}
        onConfirm={() => remove.mutateAsync(undefined)}
      >
        <p>{of.name} loses access to this business. The seat becomes free.</p>
      </Action>
      {handing && <HandOver to={of} onClose={() => setHanding(false)} />}
    </div>
  );
}

function HandOver({ to, onClose }: { to: Member; onClose: () => void }) {
  const { api } = useSession();
  const handOver = useAct(() => unwrap(api.POST('/v1/business/owner', { body: { memberId: to.id } })), {
    changes: [],
    inForm: true,
    // The role of this person has changed, so everything is read anew.
    then: () => {
      sayAfterLoad(`${to.name} is the owner now, and you are an admin.`);
      reload();
    },
  });
  return (
    <Dialog title={`Hand the business over to ${to.name}?`} onClose={onClose}>
      <Form
        submit={`Make ${to.name} the owner`}
        danger
        onCancel={onClose}
        onSubmit={() => handOver.mutateAsync(undefined)}
      >
        <p>
          {to.name} becomes the owner, and you become an admin. Only {to.name} can give it back.
        </p>
      </Form>
    </Dialog>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const { api } = useSession();
  const { isAtLeast } = useRole();
  const invite = useAct(
    (body: components['schemas']['InviteDto']) => unwrap(api.POST('/v1/invitations', { body })),
    { done: 'The invitation is on its way.', changes: [['invitations'], ['usage']], inForm: true },
  );
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <Form
        submit="Send the invitation"
        onCancel={onClose}
        explain={(error) => explainSeats(error, isAtLeast('owner'))}
        onSubmit={async (values) => {
          await invite.mutateAsync({
            email: values.text('email'),
            role: values.text('role') as 'admin' | 'member',
          });
          onClose();
        }}
      >
        <Field label="E-mail" name="email" type="email" />
        <Select
          label="Role"
          name="role"
          options={[
            ['member', 'Member: sees plan and usage'],
            ['admin', 'Admin: manages team, keys and webhooks too'],
          ]}
        />
      </Form>
    </Dialog>
  );
}

/** Explains what to do if all seats are taken. */
function explainSeats(error: unknown, isOwner: boolean): ReactNode {
  if (!isProblem(error, 'limit_reached')) return undefined;
  const { limit } = error.problem;
  return (
    <span>
      {limit === 1 ? 'The one seat is taken.' : `All ${limit} seats are taken.`} Take an invitation back,
      remove somebody, or{' '}
      {isOwner ? <Link href="/plan">get more seats</Link> : 'ask the owner for more seats'}.
    </span>
  );
}
