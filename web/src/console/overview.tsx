import { Page } from '../ui/page.js';
import { Attention } from './attention.js';
import { Growth } from './growth.js';
import { PlansInUse, Standing } from './stats.js';

/** How the product does, and what needs attention. */
export function OverviewPage() {
  return (
    <Page title="Overview">
      <Attention />
      <Standing />
      <Growth />
      <PlansInUse />
    </Page>
  );
}
