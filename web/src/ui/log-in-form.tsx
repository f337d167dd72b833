import { type components, isProblem, Unreachable, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { messageOf } from '../api/problems.js';
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
      explain={(error) => {
        if (isProblem(error, 'second_factor_required')) return 'Now enter the code that your app shows.';
        // A log-in may be tried again.
        return error instanceof Unreachable ? messageOf(error) : undefined;
      }}
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
