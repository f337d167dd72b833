import { Link } from 'wouter';
import { useReadConfig } from '../api/config.js';
import { enter } from '../api/session.js';
import { LogInForm } from '../ui/log-in-form.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { pageAsked } from '../ui/to-login.js';

export function LoginPage() {
  const { data, isError } = useReadConfig();
  return (
    <Narrow>
      <Page title="Log in">
        <section>
          <LogInForm then={({ tokens }) => enter('dashboard', tokens.refreshToken, `/app${pageAsked()}`)} />
        </section>
        <p>
          <Link href="/forgot-password">Forgot the password?</Link>
        </p>
        {(data?.signUp ?? isError) && (
          <p>
            New here? <Link href="/signup">Sign up</Link>
          </p>
        )}
      </Page>
    </Narrow>
  );
}
