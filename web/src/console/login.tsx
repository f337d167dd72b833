import { Link } from 'wouter';
import { enter } from '../api/session.js';
import { LogInForm } from '../ui/log-in-form.js';
import { LogOut } from '../ui/log-out.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { pageAsked } from '../ui/to-login.js';

export function LoginPage() {
  return (
    <Narrow>
      <Page title="Log in to the console">
        <section>
          <LogInForm then={({ tokens }) => enter('console', tokens.refreshToken, `/console${pageAsked()}`)} />
        </section>
        <p>
          <Link href="/forgot-password">Forgot the password?</Link>
        </p>
        <p className="muted">
          For the people who run this service. If no mail reaches you, set a new password on the server:{' '}
          <code>npm run operator -- reset E-MAIL</code>.
        </p>
      </Page>
    </Narrow>
  );
}

/** Tells a customer that this account cannot use the console. The API would refuse every request of it. */
export function CustomerPage() {
  return (
    <Narrow>
      <Page title="Not an operator">
        <p className="alert warn">You are logged in with the account of a customer.</p>
        <div className="buttons">
          <LogOut app="console" primary />
        </div>
      </Page>
    </Narrow>
  );
}
