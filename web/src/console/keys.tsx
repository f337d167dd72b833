import { unwrap } from '@tenure/sdk';
import { useAct, usePages } from '../api/queries.js';
import { KeyList } from '../ui/keys.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { type Business, businessKey } from './reads.js';

/** Lists the keys of all bots of a business. */
export function Keys({ business }: { business: Business }) {
  const api = useApi();
  const queryKey = [...businessKey(business.id), 'keys'];
  const path = { id: business.id };
  const keys = usePages(queryKey, (cursor) =>
    unwrap(api.GET('/v1/admin/businesses/{id}/keys', { params: { path, query: { cursor } } })),
  );
  const revoke = useAct(
    (keyId: string) =>
      unwrap(api.DELETE('/v1/admin/businesses/{id}/keys/{keyId}', { params: { path: { ...path, keyId } } })),
    { done: 'The key is revoked.', changes: [queryKey], inForm: true },
  );
  return (
    <Section title="Keys">
      <KeyList
        label="Keys"
        query={keys}
        empty="No key. The business makes them on its own pages."
        owners={[{ title: 'Of', long: true, cell: ({ bot }) => bot.name }]}
        may={({ scopes }) => scopes.join(', ')}
        revoke={(key) => revoke.mutateAsync(key.id)}
      />
    </Section>
  );
}
