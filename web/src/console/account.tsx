import { Appearance } from '../ui/appearance.js';
import { Section, Page, Facts } from '../ui/page.js';
import { SecondFactor } from '../ui/second-factor.js';
import { useSession } from './context.js';

/** The operator's own account. */
export function AccountPage() {
  const { api, user } = useSession();
  return (
    <Page title="Account">
      <Section title="You">
        <Facts
          of={[
            ['Name', `${user.firstName} ${user.lastName}`],
            ['E-mail', user.email],
          ]}
        />
      </Section>
      <SecondFactor api={api} />
      <Appearance />
    </Page>
  );
}
