import { unwrap } from '@tenure/sdk';
import { provedBy } from '../api/problems.js';
import { useAct, useRead } from '../api/queries.js';
import { Appearance } from '../ui/appearance.js';
import { Button } from '../ui/button.js';
import { Field, Form } from '../ui/form.js';
import { State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { OwnName, OwnPassword } from '../ui/own-account.js';
import { Page, Section } from '../ui/page.js';
import { SecondFactor } from '../ui/second-factor.js';
import { Sessions } from '../ui/sessions.js';
import { useSession } from './context.js';
import { LeaveAndDelete } from './leave-and-delete.js';
import { SendVerification } from './tools.js';

export function AccountPage() {
  const { api } = useSession();
  const me = useRead(['me'], () => unwrap(api.GET('/v1/me')));
  return (
    <Page title="Account">
      <Load query={me}>
        {(found) => (
          <>
            <OwnName firstName={found.firstName} lastName={found.lastName} />
            <Email
              email={found.email}
              verified={found.emailVerifiedAt !== null}
              pending={found.pendingEmail}
            />
          </>
        )}
      </Load>
      <OwnPassword login="/app/login" />
      <SecondFactor api={api} />
      <Appearance />
      <Sessions />
      <LeaveAndDelete />
    </Page>
  );
}

function Email({ email, verified, pending }: { email: string; verified: boolean; pending: string | null }) {
  const { api } = useSession();
  const ask = useAct(
    (body: { email: string; password: string }) =>
      provedBy('password', unwrap(api.POST('/v1/me/email', { body }))),
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
      {!verified && (
        <div className="buttons">
          <SendVerification>Send a mail to confirm it</SendVerification>
        </div>
      )}
      {pending !== null && (
        <div className="alert warn">
          <p>To finish the change to {pending}, open the link in the mail that was sent there.</p>
          <Button act={stop} input={undefined}>
            Keep {email}
          </Button>
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
