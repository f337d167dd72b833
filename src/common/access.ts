import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { BusinessName } from './business-name.js';
import { type Forwarded, requestAddress } from './client-address.js';
import type {
  MemberPrincipal,
  OperatorPrincipal,
  PersonPrincipal,
  Principal,
  ProgramPrincipal,
  Role,
  Scope,
  OperatorKeyScope,
} from './principal.js';

/**
 * Who may call a route. This is the only place where access is declared: the guard in `auth` enforces it, and the OpenAPI documents
 * show it. If a route does not declare its access, the service does not start.
 */
export type Access =
  | {
      readonly to: 'public';
      readonly document: 'dashboard' | 'ops';
      /** If the request has an access token, the token has to be valid, and its person is the caller. */
      readonly orPeople?: true;
      /** An operator key with `auth:forward` may say from which address the request comes. */
      readonly forwards?: true;
    }
  /** Bots, and operator keys that name a business and have the scope. */
  | { readonly to: 'bots'; readonly scope: Scope | null }
  /**
   * Like the line above, but the route's own statement verifies the key: see `UnverifiedKey`. With `perItem` each item may name a
   * business.
   */
  | { readonly to: 'bots'; readonly scope: Scope; readonly unverified: true; readonly perItem?: true }
  /** Without `readers`, operators with a read token too, if the route reads. */
  | { readonly to: 'members'; readonly least: Role; readonly readers?: false }
  | { readonly to: 'people'; readonly operators: boolean }
  /** Operators, and operator keys with `admin` or with one of `scopes`. */
  | {
      readonly to: 'operators';
      readonly scopes?: readonly OperatorKeyScope[];
      /** An operator with a second factor must have shown a code in this session in the last ten minutes. */
      readonly codeAgain?: true;
    };

export const ACCESS = 'tenure:access';
const declare = (access: Access) => SetMetadata(ACCESS, access);

/** Anybody; credentials are ignored. */
export const Public = () => declare({ to: 'public', document: 'dashboard' });
/** Anybody, for routes of operation: health, metrics and the OpenAPI documents. */
export const PublicOps = () => declare({ to: 'public', document: 'ops' });
/** Anybody. Rate limits count the caller's address, or the address that the product's backend forwards. */
export const PublicForwarded = () => declare({ to: 'public', document: 'dashboard', forwards: true });
/** Like `PublicForwarded`. If an access token is sent, it must be valid, and its person is the caller. */
export const PublicOrPeople = () =>
  declare({ to: 'public', document: 'dashboard', orPeople: true, forwards: true });
/**
 * Bots whose API key has `scope`, and operator keys that have it and name a business. Without `scope`: every bot, and operator keys
 * that have one of the scopes of bots and name a business.
 */
export const AllowBots = (scope: Scope | null = null) => declare({ to: 'bots', scope });
/** Like `AllowBots`, but the route's own statement verifies the key. The method takes a `@CurrentUnverifiedKey()`. */
export const AllowBotsUnverified = (scope: Scope) => declare({ to: 'bots', scope, unverified: true });
/** Like `AllowBotsUnverified`, but each item may name a business. The method takes a `@CurrentBatchCaller()`. */
export const AllowBotsPerItem = (scope: Scope) =>
  declare({ to: 'bots', scope, unverified: true, perItem: true });
/** Members of the business that the access token names, with at least this role. */
export const AllowMembers = (least: Role = 'member') => declare({ to: 'members', least });
/** Like `AllowMembers`, but never for an operator with a read token: for files that an operator gets only with a new code. */
export const AllowOnlyMembers = (least: Role) => declare({ to: 'members', least, readers: false });
/** Everybody who is logged in, operators too. For routes about the person, not about a business. */
export const AllowPeople = () => declare({ to: 'people', operators: true });
/** Everybody who is logged in, except operators. */
export const AllowCustomers = () => declare({ to: 'people', operators: false });
/** Operators, operator keys with the scope `admin`, and operator keys with one of `scopes`. */
export const AllowOperators = (...scopes: OperatorKeyScope[]) =>
  declare(scopes.length === 0 ? { to: 'operators' } : { to: 'operators', scopes });
/**
 * Like `AllowOperators`, for the routes that an attacker would want most. An operator who has a second factor must have shown a
 * code of it in the last ten minutes.
 */
export const AllowOperatorsWithCode = (...scopes: OperatorKeyScope[]) =>
  declare({ to: 'operators', codeAgain: true, ...(scopes.length > 0 && { scopes }) });

/** The times of a request, read once, by the guard. */
export interface Times {
  /** The time at which the request happens: that of the business's test clock, else real time. */
  now: Date;
  /** The real time. */
  realTime: Date;
}

/** What the guard writes onto a request that it admits. */
export interface Admitted extends Times {
  principal: Principal;
}

/**
 * An API key that is well formed but not verified yet. The route's own statement verifies it together with its work
 * (`KEY_LAST_USE`). The statement serves only a caller that the guard would admit without further work. It skips every other
 * caller; `admit` then admits or refuses them, as on any other route. A caller with wrong input also goes through `admit` first.
 */
export interface UnverifiedKey {
  readonly businessId: string;
  /**
   * The external id by which the request names the business, if this server remembered to which business it belongs. The statement
   * verifies that it still does. Null for all other requests.
   */
  readonly externalId: string | null;
  readonly keyHash: string;
  readonly scope: Scope;
  /** The network address from which an operator key was sent; null for a bot's key. */
  readonly address: string | null;
  /** Real time. */
  readonly now: Date;
  /**
   * Admits the caller as the guard does on other routes. Later calls get the first result. If the external id has moved to another
   * business, the caller is admitted to that one. @throws DomainError if it refuses the caller
   */
  admit(): Promise<{ program: ProgramPrincipal; now: Date }>;
  /** Notes the last use of an operator key. Call it after a statement found the key valid. */
  accepted?(): void;
}

/** The caller of a route on which each item may name a business. */
export interface BatchCaller {
  /** True for a bot. Its key belongs to one business, so its items may not name one. */
  readonly isBot: boolean;
  /** The key for items that name no business; null if the request names none either. */
  readonly own: UnverifiedKey | null;
  /** The key for items that name this business. @throws DomainError if it is already clear that the caller may not act there */
  inBusiness(name: BusinessName): Promise<UnverifiedKey>;
}

/** What the guard writes onto a request whose key the route's own statement verifies. */
export interface WithUnverifiedKey {
  unverifiedKey: UnverifiedKey;
  batch: BatchCaller;
}

const admitted = (context: ExecutionContext): Admitted => context.switchToHttp().getRequest<Admitted>();

const current = <P extends Principal>() =>
  createParamDecorator((_: unknown, context: ExecutionContext) => admitted(context).principal as P);

export const CurrentProgram = current<ProgramPrincipal>();
export const CurrentUnverifiedKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<WithUnverifiedKey>().unverifiedKey,
);
export const CurrentBatchCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<WithUnverifiedKey>().batch,
);
export const CurrentMember = current<MemberPrincipal>();
export const CurrentPerson = current<PersonPrincipal>();
/** The person whose access token was sent; undefined without a token. For routes with `@PublicOrPeople()`. */
export const CurrentPersonIfAny = current<PersonPrincipal>();
export const CurrentOperator = current<OperatorPrincipal>();

/** The network address that a request on a public route came from. On other routes the principal has it. */
export const ClientIp = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestAddress(context.switchToHttp().getRequest<Forwarded>()),
);

/** The time at which this request happens, in the time of its business. The guard reads it once. */
export const Now = createParamDecorator((_: unknown, context: ExecutionContext) => admitted(context).now);

/** The time at which this request happens, in the time of its business and in real time. */
export const CurrentTimes = createParamDecorator((_: unknown, context: ExecutionContext): Times => {
  const { now, realTime } = admitted(context);
  return { now, realTime };
});
