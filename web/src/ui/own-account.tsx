import { type components, unwrap } from '@tenure/sdk';
import { provedBy } from '../api/problems.js';
import { useAct } from '../api/queries.js';
import { Field, Form } from './form.js';
import { reload } from './mailed-token.js';
import { Section } from './page.js';
import { useSession } from './session-context.js';
import { sayAfterLoad } from './toasts.js';

/** Changes the name of the person who is logged in. */
export function OwnName({ firstName, lastName }: { firstName: string; lastName: string }) {
  const { api } = useSession();
  const save = useAct(
    (body: components['schemas']['EditMeDto']) => unwrap(api.PATCH('/v1/me', { body })),
    // Other pages show the name, too.
    {
      inForm: true,
      then: () => {
        sayAfterLoad('Your name was changed.');
        reload();
      },
    },
  );
  return (
    <Section title="Name">
      <Form
        quiet
        submit="Save"
        onSubmit={(values) =>
          save.mutateAsync(
            values.changesOf({ firstName: values.text('firstName'), lastName: values.text('lastName') }),
          )
        }
      >
        <Field label="First name" name="firstName" autoComplete="given-name" defaultValue={firstName} />
        <Field label="Last name" name="lastName" autoComplete="family-name" defaultValue={lastName} />
      </Form>
    </Section>
  );
}

/** Changes the password of the person who is logged in. All sessions end, so it leads to the log-in. */
export function OwnPassword({ login }: { login: string }) {
  const { api } = useSession();
  const change = useAct(
    (body: { current: string; password: string }) =>
      provedBy('current', unwrap(api.POST('/v1/me/password', { body }))),
    // All sessions have ended, including this one.
    {
      changes: [],
      inForm: true,
      then: () => {
        sayAfterLoad('The password is changed. Please log in with the new one.');
        location.assign(login);
      },
    },
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
          hint="10 to 128 characters, and not a common one. All sessions end, and you have to log in again."
        />
      </Form>
    </Section>
  );
}
