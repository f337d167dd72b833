import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAct } from '../api/queries.js';
import { Secret } from '../ui/dialog.js';
import { Field, Form, Select } from '../ui/form.js';
import { Page, Section } from '../ui/page.js';
import { useApi } from './context.js';
import { usePlans } from './reads.js';
import { clockName, useClockChoice } from './clocks.js';

type Created = components['schemas']['CreatedBusinessView'];

/** Creates a business, and invites its owner by mail. */
export function NewBusinessPage() {
  const api = useApi();
  const [, go] = useLocation();
  const [created, setCreated] = useState<Created | null>(null);
  const plans = (usePlans().data ?? []).filter(({ archivedAt }) => archivedAt === null);
  const clocks = useClockChoice();
  const create = useAct(
    (body: components['schemas']['CreateBusinessDto']) => unwrap(api.POST('/v1/admin/businesses', { body })),
    { inForm: true, secret: true },
  );
  return (
    <Page title="Create a business" crumbs={[['Businesses', '/businesses']]}>
      <Section title="The business and its owner">
        <Form
          submit="Create the business"
          onSubmit={async (values) => {
            setCreated(
              await create.mutateAsync({
                name: values.text('name'),
                owner: {
                  email: values.text('owner.email'),
                  firstName: values.text('owner.firstName'),
                  lastName: values.text('owner.lastName'),
                },
                externalId: values.textIfAny('externalId'),
                planCode: values.textIfAny('planCode'),
                testClockId: values.textIfAny('testClockId'),
              }),
            );
          }}
        >
          <Field label="Name" name="name" />
          <Field label="First name of the owner" name="owner.firstName" />
          <Field label="Last name of the owner" name="owner.lastName" />
          <Field
            label="E-mail of the owner"
            name="owner.email"
            type="email"
            hint="The owner gets a mail with a link to choose a password."
          />
          <Select
            label="Plan"
            name="planCode"
            options={[
              ['', 'The default plan'],
              ...plans.map(({ code, name }): [string, string] => [code, name]),
            ]}
          />
          <Field label="Id in your own system" name="externalId" required={false} />
          {clocks.length > 0 && (
            <Select
              label="Time"
              name="testClockId"
              options={[
                ['', 'Real'],
                ...clocks.map((clock): [string, string] => [clock.id, `Test clock ${clockName(clock)}`]),
              ]}
              hint="On a test clock no real money moves, and you decide when time passes."
            />
          )}
        </Form>
      </Section>
      {created !== null && (
        <Secret
          title={`The key of ${created.business.name}`}
          secret={created.bot.apiKey}
          onStored={() => go(`/businesses/${created.business.id}`)}
        >
          The business has a bot with this key. Give the key to the program that uses it.
        </Secret>
      )}
    </Page>
  );
}
