/** What an API key may do. A key has all scopes by default. */
export const SCOPES = ['usage:write', 'usage:refund', 'usage:read', 'allocations:write'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * What an operator key may do. `admin` is all that an operator may, and nothing on SDK routes; those need a scope of their
 * own. `auth:forward` lets it say from which address a person comes, and `portal:write` lets it open the dashboard as a member.
 * A new one needs no migration.
 */
export const SERVICE_SCOPES = ['admin', ...SCOPES, 'events:read', 'auth:forward', 'portal:write'] as const;
export type ServiceScope = (typeof SERVICE_SCOPES)[number];

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
  /** Null when an operator key with the scope `admin` acts as them. */
  readonly sessionId: string | null;
  readonly keyId?: string;
}

/** The product's own backend, called in with an operator key: not a person, and of no business by itself. */
export interface ServicePrincipal extends Caller {
  readonly kind: 'service';
  readonly keyId: string;
  /** The business that the request names; null on a route that concerns none. */
  readonly businessId: string | null;
  readonly scopes: readonly ServiceScope[];
}

/** Who is calling: a closed union that holds no secret. A bot is never a user. */
export type Principal = BotPrincipal | MemberPrincipal | UserPrincipal | OperatorPrincipal | ServicePrincipal;

/** A program that works for one business: its own bot, or the product's backend that names it. */
export type ProgramPrincipal = BotPrincipal | (ServicePrincipal & { readonly businessId: string });

/** Everyone who comes with a JWT. */
export type PersonPrincipal = MemberPrincipal | UserPrincipal | OperatorPrincipal;
