import type { Role } from '../../common/principal.js';

/** The present rights of the person of a session. */
export interface PresentRights {
  operator: boolean;
  /** The role in the business of the session; null for a person who is not an active member of it. */
  role: Role | null;
}

export interface FoundSession extends PresentRights {
  id: string;
  userId: string;
  businessId: string | null;
  familyId: string;
  successorKey: Buffer;
  isCurrent: boolean;
  /** True if the token was the current one until a moment ago. The answer with its successor may have been lost. */
  isPrevious: boolean;
  live: boolean;
  /** True if the session was refreshed as often as a session may be. */
  isWornOut: boolean;
}

/**
 * A log-in, with all sessions that were opened from it by switching to another business. They end together: when the person logs
 * out of one of them, when a replaced refresh token is used again, and 90 days after the log-in.
 */
export interface Family {
  /** The id of the first session. */
  id: string;
  startedAt: Date;
  /** When the person last showed a code of the second factor; null if never. */
  secondFactorAt: Date | null;
}

/** A log-in, as it is listed. */
export interface ListedSession {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  current: boolean;
  /** The network address from which the session that was used last was opened. */
  address: string | null;
  userAgent: string | null;
}
