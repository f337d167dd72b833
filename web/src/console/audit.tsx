import { Page, Section } from '../ui/page.js';
import { WholeAudit } from './audit-list.js';

/** What was changed, wherever it was. */
export function AuditPage() {
  return (
    <Page title="Audit">
      <Section title="Who changed what">
        <WholeAudit />
      </Section>
    </Page>
  );
}
