import { Page } from '../ui/page.js';
import { Attention } from './attention.js';
import { Growth } from './growth.js';
import { PlansInUse, Standing } from './stats.js';

/** Shows what needs attention, the present figures, and the growth. */
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
