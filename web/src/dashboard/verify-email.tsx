import { unwrap } from '@tenure/sdk';
import { type ReactNode, useState } from 'react';
import { isRefusedWith } from '../api/problems.js';
import { open } from '../api/session.js';
import { Form } from '../ui/form.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { mailedToken } from '../ui/mailed-token.js';
import { SpentLink } from '../ui/spent-link.js';

interface MailedProps {
  title: string;
  children: ReactNode;
  submit: string;
  done: string;
  act: (token: string) => Promise<unknown>;
}

/** Acts only when the button is pressed, because virus scanners open the links of mails. */
function Mailed({ title, children, submit, done, act }: MailedProps) {
  const token = mailedToken();
  const [isDone, setDone] = useState(false);
  return (
    <Narrow>
      <Page title={title}>
        {token === null && <SpentLink>log in and ask for a new one in your account</SpentLink>}
        {token !== null && !isDone && (
          <section>
            <p>{children}</p>
            <Form
              submit={submit}
              explain={(error) =>
                isRefusedWith(error, 404, 410)
                  ? 'This link was used already or is too old. Log in and ask for a new one in your account.'
                  : undefined
              }
              onSubmit={async () => {
                await act(token);
                setDone(true);
              }}
            >
              {null}
            </Form>
          </section>
        )}
        {isDone && (
          <p className="alert good" role="status">
            {done}
          </p>
        )}
        <p>
          {/* A link within the page would show the account as it was before. */}
          <a href="/app/">Go on</a>
        </p>
      </Page>
    </Narrow>
  );
}

export function VerifyEmailPage() {
  return (
    <Mailed
      title="Confirm your e-mail address"
      submit="Confirm"
      done="Your e-mail address is confirmed. If it is a new one, log in with it now."
      act={(token) => unwrap(open.POST('/v1/auth/verify-email', { body: { token } }))}
    >
      Press the button to confirm that this address is yours.
    </Mailed>
  );
}

export function CancelEmailChangePage() {
  return (
    <Mailed
      title="Stop the change of e-mail address"
      submit="Stop the change"
      done="The change is stopped. Your address stays as it was. If you did not ask for it, change your password."
      act={(token) => unwrap(open.POST('/v1/auth/cancel-email-change', { body: { token } }))}
    >
      Somebody asked to change the e-mail address of your account. Press the button if that was not you.
    </Mailed>
  );
}
