import { Page } from '../ui/page.js';
import { Attention } from './attention.js';
import { useSession } from './context.js';
import { Growth } from './growth.js';
import { PlansInUse, Standing } from './stats.js';

/** How the product does, and what needs attention. */
export function OverviewPage() {
  const { user } = useSession();
  return (
    <Page title={`Hello, ${user.firstName}`}>
      <Attention />
      <Standing />
      <Growth />
      <PlansInUse />
    </Page>
  );
}
