import { unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAct, usePages } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Checks, Field, Form } from '../ui/form.js';
import { State, When } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { useSession } from './context.js';
import { type Scope, scopeNames, SCOPES } from './scopes.js';

export function BotsPage() {
  const { api } = useSession();
  const [creating, setCreating] = useState(false);
  const bots = usePages(['bots', 'list'], (cursor) =>
    unwrap(api.GET('/v1/members', { params: { query: { kind: 'bot', cursor } } })),
  );
  return (
    <Page
      title="Bots and keys"
      actions={
        <button type="button" className="primary" onClick={() => setCreating(true)}>
          Create a bot
        </button>
      }
    >
      <Section title="Bots">
        <List
          label="Bots"
          query={bots}
          idOf={({ id }) => id}
          empty="No bot yet. A bot stands for one of your programs, and holds its API keys."
          columns={[
            { title: 'Name', long: true, cell: ({ id, name }) => <Link href={`/bots/${id}`}>{name}</Link> },
            { title: 'May', cell: ({ scopes = [] }) => scopeNames(scopes) },
            { title: 'State', cell: ({ active }) => <State of={active ? 'active' : 'inactive'} /> },
            { title: 'Last used', cell: ({ lastUsedAt }) => <When at={lastUsedAt} /> },
          ]}
        />
      </Section>
      {creating && <CreateBot onClose={() => setCreating(false)} />}
    </Page>
  );
}

function CreateBot({ onClose }: { onClose: () => void }) {
  const { api } = useSession();
  const [, go] = useLocation();
  const create = useAct((body: { name: string; scopes: Scope[] }) => unwrap(api.POST('/v1/bots', { body })), {
    done: 'The bot is created. Now create a key for it.',
    changes: [['bots']],
    inForm: true,
  });
  return (
    <Dialog title="Create a bot" onClose={onClose}>
      <Form
        submit="Create the bot"
        onCancel={onClose}
        onSubmit={async (values) => {
          const bot = await create.mutateAsync({
            name: values.text('name'),
            scopes: values.list<Scope>('scopes'),
          });
          go(`/bots/${bot.id}`);
        }}
      >
        <Field label="Name" name="name" hint="Such as the program that uses it." />
        <Checks
          legend="Its keys may"
          name="scopes"
          options={SCOPES}
          checked={SCOPES.map(([scope]) => scope)}
        />
      </Form>
    </Dialog>
  );
}
