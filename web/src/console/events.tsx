import { unwrap } from '@tenure/sdk';
import { usePages } from '../api/queries.js';
import { number, sentence, When } from '../ui/format.js';
import { List } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { type Business, businessKey } from './reads.js';

/** Lists the events of a business, as receivers of webhooks get them. */
export function Events({ business: { id } }: { business: Business }) {
  const api = useApi();
  const events = usePages([...businessKey(id), 'events'], (cursor) =>
    unwrap(
      api.GET('/v1/admin/events', {
        params: {
          query: {
            businessId: id,
            order: 'newest',
            ...(cursor !== undefined && { after: Number(cursor) }),
          },
        },
      }),
    ),
  );
  return (
    <Section title="Events">
      <List
        label="Events"
        query={events}
        idOf={(event) => event.id}
        empty="There are no events. Old events are not kept."
        columns={[
          { title: 'Number', numeric: true, cell: ({ sequence }) => number(sequence) },
          { title: 'When', cell: ({ timestamp }) => <When at={timestamp} exact /> },
          { title: 'What', cell: ({ type }) => sentence(type) },
          {
            title: 'Data',
            cell: ({ data }) => (
              <details>
                <summary>Show</summary>
                <pre>{JSON.stringify(data, null, 1)}</pre>
              </details>
            ),
          },
        ]}
      />
    </Section>
  );
}
