import { unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { usePages } from '../api/queries.js';
import { Day, When } from '../ui/format.js';
import { List } from '../ui/list.js';
import { useSession } from './context.js';
import { useClockNow } from './reads.js';

/** Lists the resources that the business holds of a feature. Each uses one unit of the limit until it is freed. */
export function Held({ feature }: { feature: string }) {
  const { api } = useSession();
  const now = useClockNow();
  const held = usePages(['held', feature], (cursor) =>
    unwrap(api.GET('/v1/usage/allocations', { params: { query: { feature, cursor } } })),
  );
  // Seats are held by people and open invitations. The team page lists them.
  if (feature === 'seats')
    return (
      <p>
        <Link href="/team">See who holds them</Link>
      </p>
    );
  return (
    <List
      label="Held now"
      query={held}
      idOf={({ resource }) => resource}
      empty="Nothing is held. Your programs hold things, and free them."
      columns={[
        { title: 'What', long: true, cell: ({ resource }) => <code>{resource}</code> },
        { title: 'Since', cell: ({ heldAt }) => <Day at={heldAt} /> },
        { title: 'Ends', cell: ({ expiresAt }) => <When at={expiresAt} now={now} /> },
      ]}
    />
  );
}
