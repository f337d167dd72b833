import type { Role, Scope } from '../common/principal.js';

/** A member as statements return it. */
export interface MemberRow {
  id: string;
  kind: 'human' | 'bot';
  name: string;
  userId: string | null;
  email: string | null;
  role: Role | null;
  scopes: Scope[] | null;
  active: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** When a session of the person in this business was last refreshed; null for bots. */
  lastActiveAt: Date | null;
}

/** The role of an active person, and the state of the business. */
export interface RankRow {
  role: Role;
  closed: boolean;
  suspended: boolean;
}
