import type { components } from '@tenure/sdk';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAct, usePages } from '../../api/queries.js';
import { Dialog, Secret } from '../dialog.js';
import { Day, State } from '../format.js';
import { List } from '../list.js';
import { Page, Section } from '../page.js';
import { type WebhookCalls, webhookState } from './calls.js';
import { WebhookForm } from './form.js';

const KEY = ['webhooks', 'list'];

/** Lists webhooks and adds new ones. */
export function WebhooksPage({ calls }: { calls: WebhookCalls }) {
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const webhooks = usePages(KEY, calls.list);
  const create = useAct((body: components['schemas']['CreateWebhookDto']) => calls.create(body), {
    changes: [KEY],
    inForm: true,
    secret: true,
  });
  return (
    <Page
      title="Webhooks"
      actions={
        <button type="button" className="primary" onClick={() => setCreating(true)}>
          Add a webhook
        </button>
      }
    >
      <Section title="Where events are sent">
        <List
          label="Webhooks"
          query={webhooks}
          idOf={({ id }) => id}
          empty="No webhook yet. Add the address of your system, and we send events to it."
          columns={[
            {
              title: 'Address',
              long: true,
              cell: ({ id, url }) => <Link href={`/webhooks/${id}`}>{url}</Link>,
            },
            { title: 'For', long: true, cell: ({ description }) => description ?? '–' },
            { title: 'Events', cell: ({ types }) => (types.includes('*') ? 'all' : types.length) },
            { title: 'State', cell: (webhook) => <State of={webhookState(webhook)} /> },
            { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
          ]}
        />
      </Section>
      {creating && (
        <Dialog title="Add a webhook" onClose={() => setCreating(false)}>
          <WebhookForm
            submit="Add the webhook"
            onCancel={() => setCreating(false)}
            onSubmit={async (values) => {
              const made = await create.mutateAsync(values);
              setCreating(false);
              setSecret(made.secret);
            }}
          />
        </Dialog>
      )}
      {secret !== null && (
        <Secret title="The secret of the webhook" secret={secret} onStored={() => setSecret(null)}>
          Every request is signed with this secret. Check the signature before you trust a request.
        </Secret>
      )}
    </Page>
  );
}
