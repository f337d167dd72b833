/** What an API key may do. A key has all scopes by default. */
export const SCOPES = ['usage:write', 'usage:refund', 'usage:read', 'allocations:write'] as const;
export type Scope = (typeof SCOPES)[number];

/** Human roles, lowest rank first. */
export const ROLES = ['member', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** True when `role` ranks at least as high as `least`. */
export const ranksAtLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

/** What the guard adds to every principal. */
interface Caller {
  /** The network address that the request came from; behind a proxy as TRUST_PROXY says. */
  readonly address?: string;
}

/** A program of a business, called in with an API key. */
export interface BotPrincipal extends Caller {
  readonly kind: 'bot';
  readonly businessId: string;
  readonly botId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

/** A person acting in the one business that the access token names. */
export interface MemberPrincipal extends Caller {
  readonly kind: 'member';
  readonly businessId: string;
  readonly memberId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly role: Role;
}

/** A person who is logged in, but acts in no business. */
export interface UserPrincipal extends Caller {
  readonly kind: 'user';
  readonly userId: string;
  readonly sessionId: string;
}

/** Somebody who runs the SaaS. Never a member of a business. */
export interface OperatorPrincipal extends Caller {
  readonly kind: 'operator';
  readonly userId: string;
  /** Null with an operator key. */
  readonly sessionId: string | null;
  readonly keyId?: string;
}

/** Who is calling: a closed union that holds no secret. A bot is never a user. */
export type Principal = BotPrincipal | MemberPrincipal | UserPrincipal | OperatorPrincipal;

/** Everyone who comes with a JWT. */
export type PersonPrincipal = MemberPrincipal | UserPrincipal | OperatorPrincipal;
