import { unwrap } from '@tenure/sdk';
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { SESSION_KEY } from '../api/queries.js';
import type { Known, Session } from '../api/session.js';
import { useSession } from '../ui/session-context.js';

export { SessionContext, useSession } from '../ui/session-context.js';

const RANKS = ['member', 'admin', 'owner'] as const;
type Role = (typeof RANKS)[number];

/** The person's role in the business of the page, and whether it is at least another. */
export function useRole() {
  const { businesses, businessId } = useSession();
  const role = businesses.find(({ id }) => id === businessId)?.role ?? 'member';
  return { role, isAtLeast: (least: Role) => RANKS.indexOf(role) >= RANKS.indexOf(least) };
}

/**
 * The session with the roles, the businesses and the person as they are now. They are read again like all that a page shows, and
 * after every refusal, because a tab can be open for days.
 */
export function useSessionNow(session: Session): Session {
  const client = useQueryClient();
  const isFollowed = session.follow !== undefined && !session.user.operator;
  const { data } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: isFollowed ? () => readKnown(session.api) : skipToken,
    initialData: { user: session.user, businesses: session.businesses },
    staleTime: 10_000,
  });
  useEffect(() => session.follow?.((known) => client.setQueryData(SESSION_KEY, known)), [session, client]);
  return useMemo(() => ({ ...session, ...data }), [session, data]);
}

async function readKnown(api: Session['api']): Promise<Known> {
  const [user, { data: businesses }] = await Promise.all([
    unwrap(api.GET('/v1/me')),
    unwrap(api.GET('/v1/me/businesses')),
  ]);
  return { user, businesses };
}
