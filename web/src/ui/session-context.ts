import { createContext, useContext } from 'react';
import type { Session } from '../api/session.js';

export const SessionContext = createContext<Session | null>(null);

/** The session, for pages that only logged-in people see. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('This page needs a session.');
  return session;
}
