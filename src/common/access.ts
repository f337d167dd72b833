import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { clientAddress } from './client-address.js';
import type {
  BotPrincipal,
  MemberPrincipal,
  OperatorPrincipal,
  PersonPrincipal,
  Principal,
  Role,
  Scope,
} from './principal.js';

/**
 * Who a route admits. The guard in `auth` enforces it, the OpenAPI document shows it, and a route without one
 * stops the boot: there is no other place where access is written down.
 */
export type Access =
  | { readonly to: 'public'; readonly document: 'dashboard' | 'ops'; readonly orPeople?: true }
  | { readonly to: 'bots'; readonly scope: Scope | null }
  /** As `AllowBots`, but the route's own statement verifies the key: see UnverifiedKey. */
  | { readonly to: 'bots'; readonly scope: Scope; readonly unverified: true }
  | { readonly to: 'members'; readonly least: Role }
  | { readonly to: 'people'; readonly operators: boolean }
  | { readonly to: 'operators' };

export const ACCESS = 'tenure:access';
const declare = (access: Access) => SetMetadata(ACCESS, access);

/** Anybody; credentials are ignored. */
export const Public = () => declare({ to: 'public', document: 'dashboard' });
/** Anybody, for the machinery around the service (health, metrics, documents). */
export const PublicOps = () => declare({ to: 'public', document: 'ops' });
/** Anybody; an access token is used if one is sent, and must be good then. */
export const PublicOrPeople = () => declare({ to: 'public', document: 'dashboard', orPeople: true });
/** Bots with an API key that has `scope`; any bot when it is absent. */
export const AllowBots = (scope: Scope | null = null) => declare({ to: 'bots', scope });
/** As `AllowBots`, for a route whose own statement verifies the key. The method takes a `@CurrentUnverifiedKey()`. */
export const AllowBotsUnverified = (scope: Scope) => declare({ to: 'bots', scope, unverified: true });
/** People in the business that their token names, of at least this role. */
export const AllowMembers = (least: Role = 'member') => declare({ to: 'members', least });
/** Everybody who is logged in, for what concerns the person and not a business. */
export const AllowPeople = () => declare({ to: 'people', operators: true });
/** As `AllowPeople`, without operators, who are members of no business. */
export const AllowCustomers = () => declare({ to: 'people', operators: false });
/** The people who run the SaaS. */
export const AllowOperators = () => declare({ to: 'operators' });

/** What the guard leaves on a request. */
export interface Admitted {
  principal: Principal;
  /** The time the request lives at: its business's test clock, or real time. */
  now: Date;
}

/**
 * An API key that is well formed but not verified yet. The route's own statement verifies it together with its work
 * (`LOOKED_UP`), and serves the callers whom the guard would admit without doing anything else. The statement refuses nobody: it
 * skips all other callers, and `admit` admits or refuses them, as on any other route. A caller whose input is wrong also goes
 * through `admit` first.
 */
export interface UnverifiedKey {
  readonly businessId: string;
  readonly keyHash: string;
  readonly scope: Scope;
  /** Real time. */
  readonly now: Date;
  /** Admits the caller, as the guard does on other routes. Does it once. @throws DomainError the first one that applies */
  admit(): Promise<{ bot: BotPrincipal; now: Date }>;
}

/** What the guard leaves on a request of a route for unverified keys. */
export interface WithUnverifiedKey {
  unverifiedKey: UnverifiedKey;
}

const admitted = (context: ExecutionContext): Admitted => context.switchToHttp().getRequest<Admitted>();

const current = <P extends Principal>() =>
  createParamDecorator((_: unknown, context: ExecutionContext) => admitted(context).principal as P);

export const CurrentBot = current<BotPrincipal>();
export const CurrentUnverifiedKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<WithUnverifiedKey>().unverifiedKey,
);
export const CurrentMember = current<MemberPrincipal>();
export const CurrentPerson = current<PersonPrincipal>();
/** On a route for anybody: the person, if a token was sent. */
export const CurrentPersonIfAny = current<PersonPrincipal>();
export const CurrentOperator = current<OperatorPrincipal>();

/** The network address that a request on a public route came from; elsewhere the principal carries it. */
export const ClientIp = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientAddress(context.switchToHttp().getRequest()),
);

/** The instant at which this request happens, in the time of its business. Read once, by the guard. */
export const Now = createParamDecorator((_: unknown, context: ExecutionContext) => admitted(context).now);
