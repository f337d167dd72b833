import { isProblem, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { provedBy } from '../api/problems.js';
import { useAct } from '../api/queries.js';
import { leave } from '../api/session.js';
import { Action, Dialog } from '../ui/dialog.js';
import { Field, Form } from '../ui/form.js';
import { Section } from '../ui/page.js';
import { sayAfterLoad } from '../ui/toasts.js';
import { useRole, useSession } from './context.js';

/** Leaves the business, or deletes the account. Leaving keeps the account. Deleting the account leaves every business. */
export function LeaveAndDelete() {
  const { api, businesses, businessId, user } = useSession();
  const { isAtLeast } = useRole();
  const [deleting, setDeleting] = useState(false);
  const here = businesses.find(({ id }) => id === businessId);
  const leaveBusiness = useAct(() => unwrap(api.DELETE('/v1/members/me')), {
    changes: [],
    inForm: true,
    then: () => {
      sayAfterLoad(`You have left ${here?.name ?? 'the business'}.`);
      location.assign('/app/');
    },
  });
  return (
    <Section title="Leave">
      <p>The owner of a business must hand it over or close it before leaving.</p>
      <div className="buttons">
        {here !== undefined && !isAtLeast('owner') && (
          <Action
            label={`Leave ${here.name}`}
            title={`Leave ${here.name}?`}
            confirm={`Leave ${here.name}`}
            onConfirm={() => leaveBusiness.mutateAsync(undefined)}
          >
            <p>You lose access to {here.name}. Your account stays.</p>
          </Action>
        )}
        <button type="button" onClick={() => setDeleting(true)}>
          Delete my account
        </button>
      </div>
      {deleting && (
        <Dialog title="Delete your account?" onClose={() => setDeleting(false)}>
          <Form
            submit={`Delete ${user.email}`}
            danger
            onCancel={() => setDeleting(false)}
            explain={(error) =>
              isProblem(error, 'owns_businesses')
                ? `You own ${error.problem.businesses.map(({ name }) => name).join(', ')}. First hand it over or close it.`
                : undefined
            }
            onSubmit={async (values) => {
              const body = { password: values.text('password') };
              await provedBy('password', unwrap(api.DELETE('/v1/me', { body })));
              sayAfterLoad('Your account is deleted.');
              await leave('dashboard', '/app/login');
            }}
          >
            <p>The account {user.email} is erased, and leaves every business. This cannot be undone.</p>
            <Field label="Password" name="password" type="password" autoComplete="current-password" />
          </Form>
        </Dialog>
      )}
    </Section>
  );
}
