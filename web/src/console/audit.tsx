import { Page, Section } from '../ui/page.js';
import { WholeAudit } from './audit-list.js';

/** Shows all changes. */
export function AuditPage() {
  return (
    <Page title="Audit">
      <Section title="Audit log">
        <WholeAudit />
      </Section>
    </Page>
  );
}
