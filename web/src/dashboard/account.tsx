import { unwrap } from '@tenure/sdk';
import { useAct, useRead } from '../api/queries.js';
import { Appearance } from '../ui/appearance.js';
import { Field, Form } from '../ui/form.js';
import { State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { SecondFactor } from '../ui/second-factor.js';
import { useSession } from './context.js';
import { LeaveAndDelete } from './leave-and-delete.js';
import { Sessions } from './sessions.js';

const HERE = '/app/login';

export function AccountPage() {
  const { api } = useSession();
  const me = useRead(['me'], () => unwrap(api.GET('/v1/me')));
  return (
    <Page title="Account">
      <Load query={me}>
        {(found) => (
          <>
            <Name firstName={found.firstName} lastName={found.lastName} />
            <Email
              email={found.email}
              verified={found.emailVerifiedAt !== null}
              pending={found.pendingEmail}
            />
          </>
        )}
      </Load>
      <Password />
      <SecondFactor api={api} />
      <Appearance />
      <Sessions />
      <LeaveAndDelete />
    </Page>
  );
}

function Name({ firstName, lastName }: { firstName: string; lastName: string }) {
  const { api } = useSession();
  const save = useAct(
    (body: { firstName: string; lastName: string }) => unwrap(api.PATCH('/v1/me', { body })),
    { done: 'Your name is changed.', inForm: true },
  );
  return (
    <Section title="Name">
      <Form
        quiet
        submit="Save"
        onSubmit={(values) =>
          save.mutateAsync({ firstName: values.text('firstName'), lastName: values.text('lastName') })
        }
      >
        <Field label="First name" name="firstName" autoComplete="given-name" defaultValue={firstName} />
        <Field label="Last name" name="lastName" autoComplete="family-name" defaultValue={lastName} />
      </Form>
    </Section>
  );
}

function Email({ email, verified, pending }: { email: string; verified: boolean; pending: string | null }) {
  const { api } = useSession();
  const ask = useAct(
    (body: { email: string; password: string }) => unwrap(api.POST('/v1/me/email', { body })),
    {
      done: 'A link is on its way to the new address.',
      changes: [['me']],
      inForm: true,
    },
  );
  const stop = useAct(() => unwrap(api.DELETE('/v1/me/email')), {
    done: 'The address stays.',
    changes: [['me']],
  });
  return (
    <Section title="E-mail address">
      <p>
        {email} <State of={verified ? 'verified' : 'not verified'} />
      </p>
      {pending !== null && (
        <div className="alert warn">
          <p>The change to {pending} waits for the link in the mail there.</p>
          <button type="button" onClick={() => stop.mutate(undefined)}>
            Keep {email}
          </button>
        </div>
      )}
      <Form
        quiet
        submit="Change the address"
        onSubmit={(values) =>
          ask.mutateAsync({ email: values.text('email'), password: values.text('password') })
        }
      >
        <Field label="New address" name="email" type="email" autoComplete="email" />
        <Field label="Present password" name="password" type="password" autoComplete="current-password" />
      </Form>
    </Section>
  );
}

function Password() {
  const { api } = useSession();
  const change = useAct(
    (body: { current: string; password: string }) => unwrap(api.POST('/v1/me/password', { body })),
    // Every session has ended, this one too.
    { changes: [], inForm: true, then: () => location.assign(HERE) },
  );
  return (
    <Section title="Password">
      <Form
        quiet
        submit="Change the password"
        onSubmit={(values) =>
          change.mutateAsync({ current: values.text('current'), password: values.text('password') })
        }
      >
        <Field label="Present password" name="current" type="password" autoComplete="current-password" />
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          hint="10 to 128 characters, and not a common one. Every session ends, and you log in again."
        />
      </Form>
    </Section>
  );
}
