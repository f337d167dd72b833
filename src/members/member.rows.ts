import type { Role, Scope } from '../common/principal.js';

/** A member as a row of the database tells it. */
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
  /** When a session of the person in the business was last refreshed. Null for bots. */
  lastActiveAt: Date | null;
}
