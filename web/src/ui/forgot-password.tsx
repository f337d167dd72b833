import { unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { Link } from 'wouter';
import { open } from '../api/session.js';
import { Field, Form } from './form.js';
import { Page } from './page.js';
import { Narrow } from './shell.js';
import { mailedToken } from './mailed-token.js';
import { AskForReset, explainLink, SpentLink } from './spent-link.js';

export function ForgotPasswordPage() {
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <Narrow>
      <Page title="Forgot the password?">
        {asked === null ? (
          <section>
            <p>We send you a mail with a link to choose a new one.</p>
            <Form
              submit="Send the link"
              onSubmit={async (values) => {
                const email = values.text('email');
                await unwrap(open.POST('/v1/auth/password-reset', { body: { email } }));
                setAsked(email);
              }}
            >
              <Field label="E-mail" name="email" type="email" autoComplete="username" />
            </Form>
          </section>
        ) : (
          <p className="alert good" role="status">
            If {asked} has an account, a mail with a link is on its way. Please look in the spam folder, too.
          </p>
        )}
        <p>
          <Link href="/login">Back to the log-in</Link>
        </p>
      </Page>
    </Narrow>
  );
}

export function ResetPasswordPage() {
  const token = mailedToken();
  const [done, setDone] = useState(false);
  return (
    <Narrow>
      <Page title="Choose a new password">
        {token === null ? (
          <SpentLink>
            <AskForReset />
          </SpentLink>
        ) : done ? (
          <p className="alert good" role="status">
            The password is changed, and you are logged out everywhere. <Link href="/login">Log in</Link>
          </p>
        ) : (
          <section>
            <Form
              submit="Change the password"
              explain={explainLink}
              onSubmit={async (values) => {
                const body = { token, password: values.text('password') };
                await unwrap(open.POST('/v1/auth/password-reset/confirm', { body }));
                setDone(true);
              }}
            >
              <Field
                label="New password"
                name="password"
                type="password"
                autoComplete="new-password"
                hint="10 to 128 characters, and not a common one."
              />
            </Form>
          </section>
        )}
      </Page>
    </Narrow>
  );
}
