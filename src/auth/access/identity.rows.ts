import type { Role } from '../../common/principal.js';

/** A key with its bot and business. All of it can change, so it is read at every request and never cached. */
export interface KeyRow {
  place: number;
  keyId: string;
  botId: string;
  /** The scopes of the key and those of its bot, separated by spaces. */
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

/** The row of a session that is read without its user. */
export interface LoginRow {
  place: number;
  endedAt: Date | null;
  /** When the person last showed a code of the second factor. */
  secondFactorAt: Date | null;
}

/** A session with its user and, if the token names a business, the membership and the business. */
export interface SessionRow extends LoginRow {
  operator: boolean;
  memberId: string | null;
  role: Role | null;
  active: boolean | null;
  suspendedAt: Date | null;
  closedAt: Date | null;
  testNow: Date | null;
}
