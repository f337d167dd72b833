import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct, usePages } from '../api/queries.js';
import { Action, Dialog } from '../ui/dialog.js';
import { Field, Form } from '../ui/form.js';
import { Day } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { useWithCode } from './ask-code.js';
import { useApi, useSession } from './context.js';
import { OperatorKeys } from './operator-keys.js';

const KEY = ['operators'];

/** Lists the people who run the service, and the keys of their programs. */
export function OperatorsPage() {
  const api = useApi();
  const { user } = useSession();
  const withCode = useWithCode();
  const [adding, setAdding] = useState(false);
  const operators = usePages(KEY, (cursor) =>
    unwrap(api.GET('/v1/admin/operators', { params: { query: { cursor } } })),
  );
  const remove = useAct(
    (id: string) =>
      withCode(() => unwrap(api.DELETE('/v1/admin/operators/{id}', { params: { path: { id } } }))),
    { done: 'The operator is removed.', changes: [KEY, ['operator-keys']], inForm: true },
  );
  const end = useAct(
    (id: string) =>
      withCode(() => unwrap(api.DELETE('/v1/admin/operators/{id}/sessions', { params: { path: { id } } }))),
    { done: 'They are logged out everywhere.', changes: [], inForm: true },
  );
  return (
    <Page
      title="Operators"
      actions={
        <button type="button" className="primary" onClick={() => setAdding(true)}>
          Add an operator
        </button>
      }
    >
      <Section title="People">
        <List
          label="Operators"
          query={operators}
          idOf={({ id }) => id}
          empty="There are no operators."
          columns={[
            { title: 'Name', long: true, cell: ({ firstName, lastName }) => `${firstName} ${lastName}` },
            { title: 'E-mail', long: true, cell: ({ email }) => email },
            { title: 'Since', cell: ({ createdAt }) => <Day at={createdAt} /> },
            {
              title: '',
              numeric: true,
              cell: ({ id, email }) =>
                email !== user.email && (
                  <div className="buttons">
                    <Action
                      label="Log out"
                      of={email}
                      className="plain"
                      title={`Log ${email} out everywhere?`}
                      confirm="Log them out"
                      onConfirm={() => end.mutateAsync(id)}
                    >
                      <p>All sessions end. They can log in again.</p>
                    </Action>
                    <Action
                      label="Remove"
                      of={email}
                      className="plain"
                      title={`Remove ${email}?`}
                      confirm="Remove the operator"
                      typed={email}
                      onConfirm={() => remove.mutateAsync(id)}
                    >
                      <p>
                        They lose all access here, and keys that act as them lose “admin”. Every other scope
                        of a key stays: first revoke or rotate the keys that they made or know.
                      </p>
                    </Action>
                  </div>
                ),
            },
          ]}
        />
      </Section>
      <OperatorKeys />
      {adding && <Add onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const withCode = useWithCode();
  const add = useAct(
    (body: components['schemas']['CreateOperatorDto']) =>
      withCode(() => unwrap(api.POST('/v1/admin/operators', { body }))),
    { done: 'A link to choose a password is on its way.', changes: [KEY], inForm: true },
  );
  return (
    <Dialog title="Add an operator" onClose={onClose}>
      <Form
        submit="Add the operator"
        onCancel={onClose}
        onSubmit={async (values) => {
          await add.mutateAsync({
            email: values.text('email'),
            firstName: values.text('firstName'),
            lastName: values.text('lastName'),
          });
          onClose();
        }}
      >
        <p>
          An operator may do everything that you may do. They get a mail with a link to choose a password.
        </p>
        <Field label="First name" name="firstName" />
        <Field label="Last name" name="lastName" />
        <Field label="E-mail" name="email" type="email" />
      </Form>
    </Dialog>
  );
}
