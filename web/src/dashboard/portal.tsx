import { type components, isProblem, type Tenure, unwrap } from '@tenure/sdk';
import { useEffect, useRef, useState } from 'react';
import { isRefused, isRefusedWith, messageOf } from '../api/problems.js';
import { useRead } from '../api/queries.js';
import { endSession, enter, open, type Session } from '../api/session.js';
import { CodeField, codeFrom } from '../ui/code-field.js';
import { Form } from '../ui/form.js';
import { Failed, Load, Skeleton } from '../ui/list.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { pageAsked } from '../ui/to-login.js';
import { mailedToken } from '../ui/mailed-token.js';
import { rememberWayBack, WayBack } from './way-back.js';

type PortalLink = components['schemas']['PortalLinkView'];

/** Opens the dashboard for people who come from a product in which they are logged in. The link replaces the password. */
export function PortalPage({ session }: { session: Session | null }) {
  const token = mailedToken();
  return (
    <Narrow>
      <Page title="Open the dashboard">
        {token === null ? <TooLate /> : <Known token={token} session={session} />}
      </Page>
    </Narrow>
  );
}

function Known({ token, session }: { token: string; session: Session | null }) {
  const link = useRead(['portal'], () =>
    unwrap(open.GET('/v1/auth/portal-sessions/{token}', { params: { path: { token } } })),
  );
  if (isRefusedWith(link.error, 400, 404, 410)) return <TooLate />;
  return <Load query={link}>{(found) => <Found token={token} link={found} session={session} />}</Load>;
}

function Found({ token, link, session }: { token: string; link: PortalLink; session: Session | null }) {
  const isSame = session?.user.email === link.email;
  const go = async (client: Tenure, code?: string) => {
    const path = { token };
    const { tokens } = await unwrap(
      client.POST('/v1/auth/portal-sessions/{token}/open', { params: { path }, body: { code } }),
    );
    rememberWayBack(link.returnUrl);
    await enter('dashboard', tokens.refreshToken, `/app${pageAsked()}`);
  };
  if (session !== null && !isSame)
    return (
      <section>
        <p className="alert warn">You are logged in as {session.user.email}.</p>
        <Ask
          link={link}
          submit="Log out and go on"
          onSubmit={async (code) => {
            await endSession('dashboard');
            await go(open, code);
          }}
        />
      </section>
    );
  const client = session?.api ?? open;
  return cameFrom(link.returnUrl) || isSame ? (
    <AtOnce link={link} go={(code) => go(client, code)} />
  ) : (
    <section>
      <Ask link={link} submit="Open" onSubmit={(code) => go(client, code)} />
    </section>
  );
}

/** Opens the dashboard without a question, unless the service asks for a code or refuses. */
function AtOnce({ link, go }: { link: PortalLink; go: (code?: string) => Promise<void> }) {
  const [error, setError] = useState<unknown>(null);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    go().catch(setError);
  }, [go]);
  if (error === null) return <Skeleton rows={2} />;
  if (isCodeAsked(error))
    return (
      <section>
        <Ask link={link} submit="Open" onSubmit={go} asksCode />
      </section>
    );
  const again = () => {
    setError(null);
    go().catch(setError);
  };
  if (!isRefused(error)) return <Failed error={error} retry={again} />;
  return (
    <>
      <p className="alert bad" role="alert">
        {messageOf(error)}
      </p>
      <WayBack to={link.returnUrl} />
    </>
  );
}

interface AskProps {
  link: PortalLink;
  submit: string;
  onSubmit: (code?: string) => Promise<unknown>;
  asksCode?: boolean;
}

/** Shows the person and the business before anything is opened, because somebody else may have made the link. */
function Ask({ link, submit, onSubmit, asksCode: known = false }: AskProps) {
  const [asksCode, setAsksCode] = useState(known);
  return (
    <Form
      submit={submit}
      explain={(error) => (isCodeAsked(error) ? 'Now enter the code that your app shows.' : undefined)}
      onSubmit={(values) =>
        onSubmit(codeFrom(values)).catch((error: unknown) => {
          if (isCodeAsked(error)) setAsksCode(true);
          throw error;
        })
      }
    >
      <p>
        This link opens <strong>{link.businessName}</strong> as {link.firstName} ({link.email}).
      </p>
      {asksCode && <CodeField autoFocus />}
    </Form>
  );
}

const isCodeAsked = (error: unknown): boolean => isProblem(error, 'second_factor_required');

/** Whether the person comes from the product itself. Another site cannot forge the referrer. */
const cameFrom = (returnUrl: string | null): boolean =>
  returnUrl !== null &&
  URL.canParse(document.referrer) &&
  new URL(document.referrer).origin === new URL(returnUrl).origin;

function TooLate() {
  return (
    <p className="alert warn">
      This link is no longer valid: it works once, and within five minutes. Please go back to where you came
      from, and open it again.
    </p>
  );
}
