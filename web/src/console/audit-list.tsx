import { type components, unwrap } from '@tenure/sdk';
import type { PageOf } from '../api/queries.js';
import { type AuditFilters, AuditLog } from '../ui/audit.js';
import { Filter, useParam } from '../ui/filter.js';
import { Muted } from '../ui/format.js';
import { BusinessLink } from './business-link.js';
import { useSession } from './context.js';

type Entry = components['schemas']['OperatorAuditEntryView'];

const ACTORS = [
  ['operator', 'Operators'],
  ['member', 'People of the business'],
  ['bot', 'Bots'],
  ['user', 'People outside of a business'],
  ['service', 'The product'],
  ['system', 'The service itself'],
] as const;

/** Lists who changed what in a business. */
export function BusinessAudit({ businessId }: { businessId: string }) {
  const { read, readCsv } = useAudit();
  return (
    <AuditLog
      queryKey={['audit', businessId]}
      actors={ACTORS}
      read={(query) => read({ ...query, businessId })}
      readCsv={(query) => readCsv({ ...query, businessId })}
    />
  );
}

/** Lists who changed what, in all businesses and outside of them. */
export function WholeAudit() {
  const { read, readCsv } = useAudit();
  const [where] = useParam('where');
  const isOutside = where === 'outside';
  return (
    <AuditLog<Entry>
      queryKey={['audit', where]}
      actors={ACTORS}
      read={(query) => read(isOutside ? query : { ...query, all: true })}
      readCsv={isOutside ? readCsv : undefined}
      filters={
        <Filter
          label="Where"
          name="where"
          options={[
            ['', 'Everywhere'],
            ['outside', 'Outside of businesses'],
          ]}
        />
      }
      owner={{
        title: 'Business',
        long: true,
        cell: ({ business }) =>
          business === null ? <Muted>none</Muted> : <BusinessLink id={business.id} name={business.name} />,
      }}
    />
  );
}

interface Query extends AuditFilters {
  cursor?: string;
  businessId?: string;
  all?: boolean;
}

function useAudit() {
  const { api, files } = useSession();
  return {
    read: async (query: Query) =>
      // The answer is text only with `format=csv`.
      (await unwrap(api.GET('/v1/admin/audit', { params: { query } }))) as PageOf<Entry>,
    readCsv: (query: Query) =>
      unwrap(
        files.GET('/v1/admin/audit', { params: { query: { ...query, format: 'csv' } }, parseAs: 'text' }),
      ),
  };
}
