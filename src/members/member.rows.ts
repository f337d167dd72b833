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
}
