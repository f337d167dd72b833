import { useSession } from '../ui/session-context.js';

export { SessionContext, useSession } from '../ui/session-context.js';

/** The API, called as the operator. */
export const useApi = () => useSession().api;
