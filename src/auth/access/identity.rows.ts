import type { Role } from '../../common/principal.js';

/** A key with its bot and business: all that can be revoked, read at every request and never cached. */
export interface KeyRow {
  place: number;
  keyId: string;
  botId: string;
  /** What the key may do, and what its bot may do, parted by spaces. */
  keyScopes: string;
  botScopes: string;
  active: boolean;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  rateLimit: number | null;
  /** The limit of all keys of the business together. */
  businessRateLimit: number | null;
  suspendedAt: Date | null;
  closedAt: Date | null;
  testNow: Date | null;
}

/** When a session ended. */
export interface LoginRow {
  place: number;
  endedAt: Date | null;
  /** When the person last showed a code of the second factor. */
  secondFactorAt: Date | null;
}

/** A session with its user and, when the token names one, the membership and business. */
export interface SessionRow extends LoginRow {
  operator: boolean;
  memberId: string | null;
  role: Role | null;
  active: boolean | null;
  suspendedAt: Date | null;
  closedAt: Date | null;
  testNow: Date | null;
}
