import { type components, isProblem, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { SESSION_KEY, useAct } from '../api/queries.js';
import { Secret } from '../ui/dialog.js';
import { Field, Form } from '../ui/form.js';
import { Page, Section } from '../ui/page.js';
import { useSwitch } from './choose-business.js';
import { useSession } from './context.js';
import { PaidFirst } from './payment-problems.js';

type Added = components['schemas']['AddedBusinessView'];

export function NewBusinessPage() {
  const { api } = useSession();
  const [made, setMade] = useState<Added | null>(null);
  const change = useSwitch();
  const create = useAct((name: string) => unwrap(api.POST('/v1/me/businesses', { body: { name } })), {
    changes: [SESSION_KEY],
    secret: true,
    inForm: true,
  });
  return (
    <Page title="New business">
      <Section title="Another business of yours">
        <Form
          submit="Create the business"
          explain={(error) =>
            isProblem(error, 'payment_required') ? (
              <span>
                You have used the trial already. <PaidFirst />
              </span>
            ) : undefined
          }
          onSubmit={async (values) => setMade(await create.mutateAsync(values.text('name')))}
        >
          <Field label="Name" name="name" autoComplete="organization" />
        </Form>
      </Section>
      {made !== null && (
        <Secret
          title={`The first API key of ${made.name}`}
          secret={made.bot.apiKey}
          onStored={() => change.mutate(made.id)}
          busy={change.isPending}
        >
          {made.name} is ready. Programs use this key to spend.
        </Secret>
      )}
    </Page>
  );
}
