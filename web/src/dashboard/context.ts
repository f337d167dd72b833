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
