import { unwrap } from '@tenure/sdk';
import { useRead } from '../api/queries.js';
import { Appearance } from '../ui/appearance.js';
import { Load } from '../ui/list.js';
import { OwnName, OwnPassword } from '../ui/own-account.js';
import { Facts, Page, Section } from '../ui/page.js';
import { SecondFactor } from '../ui/second-factor.js';
import { Sessions } from '../ui/sessions.js';
import { useSession } from './context.js';

/** The operator's own account. */
export function AccountPage() {
  const { api } = useSession();
  const me = useRead(['me'], () => unwrap(api.GET('/v1/me')));
  return (
    <Page title="Account">
      <Load query={me}>
        {({ email, firstName, lastName }) => (
          <>
            <Section title="You">
              <Facts of={[['E-mail', email]]} />
            </Section>
            <OwnName firstName={firstName} lastName={lastName} />
          </>
        )}
      </Load>
      <OwnPassword login="/console/login" />
      <SecondFactor api={api} />
      <Appearance />
      <Sessions />
    </Page>
  );
}
