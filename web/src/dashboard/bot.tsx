import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { isMissing, useAct, useRead } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Action } from '../ui/dialog.js';
import { Day, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { NotFoundPage } from '../ui/not-found.js';
import { Facts, Page, Section } from '../ui/page.js';
import { useSession } from './context.js';
import { HowToSpend } from './how-to-spend.js';
import { EditBot } from './edit-bot.js';
import { Keys, NewKey } from './keys.js';
import { scopeNames } from './scopes.js';

/** Shows a bot and its keys. */
export function BotPage({ id }: { id: string }) {
  const { api } = useSession();
  const [creating, setCreating] = useState(false);
  const bot = useRead(['bots', id], () => unwrap(api.GET('/v1/members/{id}', { params: { path: { id } } })));
  if (isMissing(bot.error)) return <NotFoundPage />;
  return (
    <Page
      title={bot.data?.name ?? 'Bot'}
      crumbs={[['Bots and keys', '/bots']]}
      actions={
        <button type="button" className="primary" onClick={() => setCreating(true)}>
          Create a key
        </button>
      }
    >
      <Load query={bot} rows={1}>
        {(found) => (
          <Section title="About" actions={<BotActions of={found} />}>
            <Facts
              of={[
                ['State', <State key="state" of={found.active ? 'active' : 'inactive'} />],
                ['Keys may', scopeNames(found.scopes ?? [])],
                ['Created', <Day key="day" at={found.createdAt} />],
              ]}
            />
          </Section>
        )}
      </Load>
      <Keys botId={id} />
      <HowToSpend />
      {creating && <NewKey botId={id} scopes={bot.data?.scopes ?? []} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function BotActions({ of }: { of: components['schemas']['MemberView'] }) {
  const { api } = useSession();
  const [, go] = useLocation();
  const params = { path: { id: of.id } };
  const edit = useAct(
    (active: boolean) => unwrap(api.PATCH('/v1/members/{id}', { params, body: { active } })),
    { done: `${of.name} was changed.`, changes: [['bots']] },
  );
  const remove = useAct(() => unwrap(api.DELETE('/v1/members/{id}', { params })), {
    done: `${of.name} is removed.`,
    changes: [['bots', 'list']],
    inForm: true,
    then: () => go('/bots'),
  });
  const [editing, setEditing] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setEditing(true)}>
        Edit
      </button>
      {editing && <EditBot of={of} onClose={() => setEditing(false)} />}
      <Button act={edit} input={!of.active}>
        {of.active ? 'Deactivate' : 'Activate'}
      </Button>
      <Action
        label="Remove"
        title={`Remove ${of.name}?`}
        confirm={`Remove ${of.name}`}
        onConfirm={() => remove.mutateAsync(undefined)}
      >
        <p>All keys of {of.name} stop working at once. Programs that use them are refused.</p>
      </Action>
    </>
  );
}
