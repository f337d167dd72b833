import { isProblem, type components } from '@tenure/sdk';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { isMissing, useAct, useRead } from '../../api/queries.js';
import { Button } from '../button.js';
import { Action, Dialog, Secret } from '../dialog.js';
import { Form, Select } from '../form.js';
import { Day, State, When } from '../format.js';
import { Load } from '../list.js';
import { NotFoundPage } from '../not-found.js';
import { Facts, Page, Section } from '../page.js';
import { type Delivery, type Webhook, type WebhookCalls, webhookState } from './calls.js';
import { Deliveries } from './deliveries.js';
import { WebhookForm } from './form.js';
import { SendTest } from './send-test.js';

const OVERLAPS: [string, string][] = [
  ['0', 'At once'],
  ['3600', 'In an hour'],
  ['86400', 'In a day'],
];

interface PageProps {
  id: string;
  calls: WebhookCalls;
  /** Shows the business of a delivery, if the deliveries are of several businesses. */
  businessOf?: (delivery: Delivery) => ReactNode;
}

/** Shows one webhook with its deliveries and actions. */
export function WebhookPage({ id, calls, businessOf }: PageProps) {
  const webhook = useRead(['webhooks', id], () => calls.get(id));
  if (isMissing(webhook.error) || isProblem(webhook.error, 'not_found')) return <NotFoundPage />;
  return (
    <Page title="Webhook" crumbs={[['Webhooks', '/webhooks']]}>
      <Load query={webhook}>{(found) => <About of={found} calls={calls} />}</Load>
      <Section title="Deliveries">
        <Deliveries webhookId={id} calls={calls} businessOf={businessOf} />
      </Section>
    </Page>
  );
}

function About({ of, calls }: { of: Webhook; calls: WebhookCalls }) {
  const [, go] = useLocation();
  const [open, setOpen] = useState<'edit' | 'rotate' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const changes = [['webhooks']];
  const edit = useAct((body: components['schemas']['UpdateWebhookDto']) => calls.update(of.id, body), {
    done: 'The webhook was changed.',
    changes,
    inForm: true,
  });
  const turn = useAct((enabled: boolean) => calls.update(of.id, { enabled }), { changes });
  const remove = useAct(() => calls.remove(of.id), {
    done: 'The webhook is deleted.',
    changes: [['webhooks', 'list']],
    inForm: true,
    then: () => go('/webhooks'),
  });
  const rotate = useAct((overlapSeconds: number) => calls.rotate(of.id, overlapSeconds), {
    changes,
    inForm: true,
    secret: true,
  });
  const close = () => setOpen(null);
  return (
    <Section
      title={of.url}
      actions={
        <>
          <SendTest id={of.id} calls={calls} />
          <button type="button" onClick={() => setOpen('edit')}>
            Edit
          </button>
          <Button act={turn} input={!of.enabled}>
            Turn {of.enabled ? 'off' : 'on'}
          </Button>
          <button type="button" onClick={() => setOpen('rotate')}>
            Rotate the secret
          </button>
          <Action
            label="Delete"
            title="Delete this webhook?"
            confirm="Delete the webhook"
            onConfirm={() => remove.mutateAsync(undefined)}
          >
            <p>Nothing more is sent to {of.url}, and the list of its deliveries is deleted.</p>
          </Action>
        </>
      }
    >
      <Facts
        of={[
          ['State', <State key="state" of={webhookState(of)} />],
          ['Events', of.types.includes('*') ? 'all' : of.types.join(', ')],
          ['For', of.description ?? '–'],
          ['Since', <Day key="day" at={of.createdAt} />],
          ...(of.failingSince === null
            ? []
            : [['Failing since', <When key="when" at={of.failingSince} />] as [string, ReactNode]]),
        ]}
      />
      {open === 'edit' && (
        <Dialog title="Edit the webhook" onClose={close}>
          <WebhookForm
            webhook={of}
            submit="Save"
            onCancel={close}
            onSubmit={async ({ url, types, description = null }, values) => {
              // Somebody else can have changed other types meanwhile.
              const present = (await calls.get(of.id)).types;
              const chosen = values.isChanged('types.all') || present.includes('*');
              await edit.mutateAsync(
                values.changesOf({
                  ...{ url, description },
                  types: chosen ? types : values.listIn('types', present),
                }),
              );
              close();
            }}
          />
        </Dialog>
      )}
      {open === 'rotate' && (
        <Dialog title="Rotate the secret" onClose={close}>
          <Form
            submit="Make the new secret"
            onCancel={close}
            onSubmit={async (values) => {
              const made = await rotate.mutateAsync(Number(values.text('overlap')));
              close();
              setSecret(made.secret);
            }}
          >
            <p>Until the old secret stops working, requests are signed with both.</p>
            <Select
              label="The old secret stops working"
              name="overlap"
              options={OVERLAPS}
              defaultValue="86400"
            />
          </Form>
        </Dialog>
      )}
      {secret !== null && (
        <Secret title="The new secret" secret={secret} onStored={() => setSecret(null)}>
          Every request is signed with this secret.
        </Secret>
      )}
    </Section>
  );
}
