import { type components, isProblem, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { Link } from 'wouter';
import { isRefusedWith } from '../api/problems.js';
import { useAct, useRead } from '../api/queries.js';
import { endSession, enter, open, type Session } from '../api/session.js';
import { Button } from '../ui/button.js';
import { Field, Form } from '../ui/form.js';
import { date } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { LogInForm } from '../ui/log-in-form.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { mailedToken, reload } from '../ui/mailed-token.js';
import { SpentLink } from '../ui/spent-link.js';

type Invited = components['schemas']['InvitedView'];

export function InvitationPage({ session }: { session: Session | null }) {
  const token = mailedToken();
  return (
    <Narrow>
      <Page title="Invitation">
        {token === null ? (
          <SpentLink>ask the person who invited you for a new one</SpentLink>
        ) : (
          <Known token={token} session={session} />
        )}
      </Page>
    </Narrow>
  );
}

function Known({ token, session }: { token: string; session: Session | null }) {
  const path = { token };
  const invitation = useRead(['invitation'], () =>
    unwrap(open.GET('/v1/auth/invitations/{token}', { params: { path } })),
  );
  if (isRefusedWith(invitation.error, 400, 404, 410))
    return (
      <p className="alert warn">
        This invitation was used or taken back, it is too old, or a newer mail replaced it. Please look for
        the newest mail, or ask the person who invited you for another one.
      </p>
    );
  return (
    <Load query={invitation}>
      {(invited) => (
        <section>
          <p>
            {invited.invitedBy} invites you to join <strong>{invited.businessName}</strong> as {invited.role}.
            The invitation is valid until {date(invited.expiresAt)}.
          </p>
          {session === null ? (
            <NotLoggedIn token={token} invited={invited} />
          ) : (
            <AsPerson token={token} invited={invited} session={session} />
          )}
        </section>
      )}
    </Load>
  );
}

const accept = (
  client: Session['api'],
  token: string,
  body: components['schemas']['AcceptDto'],
  bearer?: string,
) =>
  unwrap(
    client.POST('/v1/auth/invitations/{token}/accept', {
      params: { path: { token } },
      body,
      ...(bearer !== undefined && { headers: { authorization: `Bearer ${bearer}` } }),
    }),
  );

function AsPerson({ token, invited, session }: { token: string; invited: Invited; session: Session }) {
  const { email, firstName } = session.user;
  const logOut = useAct(() => endSession('dashboard'), { changes: [], then: reload });
  if (email.toLowerCase() !== invited.email.toLowerCase())
    return (
      <>
        <p className="alert warn">
          You are logged in as {email}, but the invitation is for {invited.email}.
        </p>
        <div className="buttons">
          <Button act={logOut} input={undefined}>
            Log out and go on
          </Button>
        </div>
      </>
    );
  return (
    <Form
      submit={`Join as ${firstName}`}
      explain={(error) =>
        isProblem(error, 'already_member') ? (
          <span>
            You are a member of {invited.businessName} already. <a href="/app/">Go on</a>
          </span>
        ) : undefined
      }
      onSubmit={async () => {
        const { tokens } = await accept(session.api, token, {});
        await enter('dashboard', tokens.refreshToken, '/app/');
      }}
    >
      {null}
    </Form>
  );
}

function NotLoggedIn({ token, invited }: { token: string; invited: Invited }) {
  const [known, setKnown] = useState(false);
  return (
    <>
      {known ? (
        <LogInAndJoin token={token} invited={invited} />
      ) : (
        <New token={token} invited={invited} logIn={() => setKnown(true)} />
      )}
      <p>
        <button type="button" className="plain" onClick={() => setKnown(!known)}>
          {known ? 'I have no account yet' : 'I have an account already'}
        </button>
      </p>
    </>
  );
}

interface NewProps {
  token: string;
  invited: Invited;
  /** Shows the form for people who have an account. */
  logIn: () => void;
}

function New({ token, invited, logIn }: NewProps) {
  return (
    <Form
      key="new"
      submit="Join"
      explain={(error) =>
        isProblem(error, 'email_taken') ? (
          <span>
            You have an account with this e-mail address already.{' '}
            <button type="button" className="plain" onClick={logIn}>
              Log in here to join
            </button>
          </span>
        ) : undefined
      }
      onSubmit={async (values) => {
        const { tokens } = await accept(open, token, {
          firstName: values.text('firstName'),
          lastName: values.text('lastName'),
          password: values.text('password'),
        });
        await enter('dashboard', tokens.refreshToken, '/app/');
      }}
    >
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={invited.email}
        readOnly
      />
      <Field label="First name" name="firstName" autoComplete="given-name" />
      <Field label="Last name" name="lastName" autoComplete="family-name" />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint="10 to 128 characters, and not a common one."
      />
    </Form>
  );
}

/** Asks for the password first, because the link alone must not open an account that has a password. */
function LogInAndJoin({ token, invited }: { token: string; invited: Invited }) {
  return (
    <>
      <LogInForm
        email={invited.email}
        submit="Log in and join"
        then={async ({ tokens }) => {
          const joined = await accept(open, token, {}, tokens.accessToken);
          await enter('dashboard', joined.tokens.refreshToken, '/app/');
        }}
      />
      <p>
        <Link href="/forgot-password">Forgot the password?</Link> Choose a new one, and then open the mail of
        the invitation again.
      </p>
    </>
  );
}
