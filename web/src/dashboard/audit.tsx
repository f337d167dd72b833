import { unwrap } from '@tenure/sdk';
import type { PageOf } from '../api/queries.js';
import { type AuditEntry, AuditLog } from '../ui/audit.js';
import { Page, Section } from '../ui/page.js';
import { useSession } from './context.js';

const ACTORS = [
  ['member', 'People'],
  ['bot', 'Bots'],
  ['user', 'People outside of the business'],
  ['operator', 'The people who run the service'],
  ['service', 'The product'],
  ['system', 'The service itself'],
] as const;

/** Lists who changed what in the business. */
export function AuditPage() {
  const { api, files } = useSession();
  return (
    <Page title="Audit">
      <Section title="Audit log">
        <AuditLog
          queryKey={['audit']}
          actors={ACTORS}
          read={async (query) =>
            // The answer is text only with `format=csv`.
            (await unwrap(api.GET('/v1/business/audit', { params: { query } }))) as PageOf<AuditEntry>
          }
          readCsv={(query) =>
            unwrap(
              files.GET('/v1/business/audit', {
                params: { query: { ...query, format: 'csv' } },
                parseAs: 'text',
              }),
            )
          }
        />
      </Section>
    </Page>
  );
}
