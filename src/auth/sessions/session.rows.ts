import type { Role } from '../../common/principal.js';

/** What the person of a session is at this moment. */
export interface Who {
  operator: boolean;
  /** The role in the business of the session; null for a person who is not an active member of it. */
  role: Role | null;
}

export interface FoundSession extends Who {
  id: string;
  userId: string;
  businessId: string | null;
  familyId: string;
  successorKey: Buffer;
  isCurrent: boolean;
  /** It was the current token until a moment ago. The answer with its successor may have been lost. */
  isPrevious: boolean;
  live: boolean;
}

/**
 * A log-in, with all sessions that were switched to from it. They end together: at log-out from any of them, when a
 * refresh token comes back that was replaced, and 90 days after the log-in.
 */
export interface Family {
  /** The id of its first session. */
  id: string;
  startedAt: Date;
  /** When its person last showed a code of the second factor; null for never. */
  secondFactorAt: Date | null;
}

/** A log-in in the list of its person. */
export interface ListedSession {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  current: boolean;
  /** The address of its last log-in or refresh. */
  address: string | null;
  userAgent: string | null;
}
