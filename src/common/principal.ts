/** What an API key may do. A key has all scopes by default. */
export const SCOPES = ['usage:write', 'usage:refund', 'usage:read', 'allocations:write'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * What an operator key may do. `admin` allows everything that an operator may do, but nothing on SDK routes, which need the scopes
 * of bots. `auth:forward` lets the key say from which address a person comes. `portal:write` lets it open the dashboard for a
 * member. A new scope needs no migration.
 */
export const OPERATOR_KEY_SCOPES = [
  'admin',
  ...SCOPES,
  'events:read',
  'auth:forward',
  'portal:write',
] as const;
export type OperatorKeyScope = (typeof OPERATOR_KEY_SCOPES)[number];

/** Human roles, lowest rank first. */
export const ROLES = ['member', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** True when `role` ranks at least as high as `least`. */
export const ranksAtLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

/** What the guard adds to every principal. */
interface WithAddress {
  /** The network address that the request came from. Behind a proxy, TRUST_PROXY decides which address that is. */
  readonly address?: string;
}

/** A program of a business. It calls with an API key. */
export interface BotPrincipal extends WithAddress {
  readonly kind: 'bot';
  readonly businessId: string;
  readonly botId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

/** A person acting in the one business that the access token names. */
export interface MemberPrincipal extends WithAddress {
  readonly kind: 'member';
  readonly businessId: string;
  readonly memberId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly role: Role;
}

/** A person who is logged in, but acts in no business. */
export interface UserPrincipal extends WithAddress {
  readonly kind: 'user';
  readonly userId: string;
  readonly sessionId: string;
}

/** Somebody who runs the SaaS. Never a member of a business. */
export interface OperatorPrincipal extends WithAddress {
  readonly kind: 'operator';
  readonly userId: string;
  /** Null when an operator key with the scope `admin` acts as them. */
  readonly sessionId: string | null;
  readonly keyId?: string;
}

/** The product's own backend. It calls with an operator key. It is not a person, and belongs to no business. */
export interface ServicePrincipal extends WithAddress {
  readonly kind: 'service';
  readonly keyId: string;
  /** The business that the request names; null on a route that is about no business. */
  readonly businessId: string | null;
  readonly scopes: readonly OperatorKeyScope[];
}

/** Who is calling. The union is closed, and no member holds a secret. A bot is never a user. */
export type Principal = BotPrincipal | MemberPrincipal | UserPrincipal | OperatorPrincipal | ServicePrincipal;

/** A program that works for one business: a bot of the business, or the product's backend, which names the business. */
export type ProgramPrincipal = BotPrincipal | (ServicePrincipal & { readonly businessId: string });

/** Everybody who calls with an access token, and an operator key with the scope `admin`, which acts as an operator. */
export type PersonPrincipal = MemberPrincipal | UserPrincipal | OperatorPrincipal;
