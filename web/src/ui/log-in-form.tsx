import { type components, isProblem, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { open } from '../api/session.js';
import { CodeField, codeFrom } from './code-field.js';
import { Field, Form } from './form.js';

type LoggedIn = components['schemas']['LoggedInView'];

interface Props {
  /** The only e-mail address that may log in here, if there is one. */
  email?: string;
  submit?: string;
  /** Called with the answer of the log-in. */
  then: (loggedIn: LoggedIn) => Promise<unknown>;
}

/** Asks for e-mail and password, and for a code of the second factor if the account has one. */
export function LogInForm({ email, submit = 'Log in', then }: Props) {
  const [asksCode, setAsksCode] = useState(false);
  return (
    <Form
      submit={submit}
      explain={(error) =>
        isProblem(error, 'second_factor_required') ? 'Now enter the code that your app shows.' : undefined
      }
      onSubmit={async (values) => {
        const code = codeFrom(values);
        const body = { email: values.text('email'), password: values.text('password'), code };
        const answer = unwrap(open.POST('/v1/auth/login', { body }));
        await then(
          await answer.catch((error: unknown) => {
            if (isProblem(error, 'second_factor_required')) setAsksCode(true);
            throw error;
          }),
        );
      }}
    >
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        readOnly={email !== undefined}
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
      {asksCode && <CodeField autoFocus />}
    </Form>
  );
}
