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
  ServiceScope,
} from './principal.js';

/**
 * Who a route admits. The guard in `auth` enforces it, the OpenAPI document shows it, and a route without one
 * stops the boot: there is no other place where access is written down.
 */
export type Access =
  | {
      readonly to: 'public';
      readonly document: 'dashboard' | 'ops';
      readonly orPeople?: true;
      /** An operator key with `auth:forward` may say from which address the request comes. */
      readonly forwards?: true;
    }
  /** Bots, and operator keys that name a business and have the scope. */
  | { readonly to: 'bots'; readonly scope: Scope | null }
  /** Bots, where the route's own statement looks up the key: see UnverifiedKey. With `perItem` items may name a business. */
  | { readonly to: 'bots'; readonly scope: Scope; readonly unverified: true; readonly perItem?: true }
  | { readonly to: 'members'; readonly least: Role }
  | { readonly to: 'people'; readonly operators: boolean }
  /** Operators, and operator keys with `admin` or with one of `scopes`. */
  | {
      readonly to: 'operators';
      readonly scopes?: readonly ServiceScope[];
      /** A session of an operator with a second factor has shown a code in the last ten minutes. */
      readonly codeAgain?: true;
    };

export const ACCESS = 'tenure:access';
const declare = (access: Access) => SetMetadata(ACCESS, access);

/** Anybody; credentials are ignored. */
export const Public = () => declare({ to: 'public', document: 'dashboard' });
/** Anybody, for the machinery around the service (health, metrics, documents). */
export const PublicOps = () => declare({ to: 'public', document: 'ops' });
/** Anybody; the address that is counted is the caller's, or the one that the product's backend forwards. */
export const PublicForwarded = () => declare({ to: 'public', document: 'dashboard', forwards: true });
/** As `PublicForwarded`. If an access token is sent, it is used, and must be good. */
export const PublicOrPeople = () =>
  declare({ to: 'public', document: 'dashboard', orPeople: true, forwards: true });
/** Bots with an API key that has `scope`, any bot when it is absent; and operator keys with it that name a business. */
export const AllowBots = (scope: Scope | null = null) => declare({ to: 'bots', scope });
/** As `AllowBots`, for a route whose own statement verifies the key. The method takes a `@CurrentUnverifiedKey()`. */
export const AllowBotsUnverified = (scope: Scope) => declare({ to: 'bots', scope, unverified: true });
/** As `AllowBotsUnverified`, for a route whose items may each name a business. The method takes a `@CurrentBatchCaller()`. */
export const AllowBotsPerItem = (scope: Scope) =>
  declare({ to: 'bots', scope, unverified: true, perItem: true });
/** People in the business that their token names, of at least this role. */
export const AllowMembers = (least: Role = 'member') => declare({ to: 'members', least });
/** Everybody who is logged in, for what concerns the person and not a business. */
export const AllowPeople = () => declare({ to: 'people', operators: true });
/** As `AllowPeople`, without operators, who are members of no business. */
export const AllowCustomers = () => declare({ to: 'people', operators: false });
/** The people who run the SaaS, and keys that act as one of them; also keys that have one of `scopes` and no more. */
export const AllowOperators = (...scopes: ServiceScope[]) =>
  declare(scopes.length === 0 ? { to: 'operators' } : { to: 'operators', scopes });
/** As `AllowOperators`, for routes that an attacker would try first: a session has to show a code of the second factor again. */
export const AllowOperatorsWithCode = (...scopes: ServiceScope[]) =>
  declare({ to: 'operators', codeAgain: true, ...(scopes.length > 0 && { scopes }) });

/** The times of a request, read once, by the guard. */
export interface Times {
  /** The time the request lives at: its business's test clock, or real time. */
  now: Date;
  /** The time of everybody who is on no test clock. */
  realTime: Date;
}

/** What the guard leaves on a request. */
export interface Admitted extends Times {
  principal: Principal;
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
  /** Where an operator key comes from, which names the business beside it; null for a bot's key. */
  readonly address: string | null;
  /** Real time. */
  readonly now: Date;
  /** What the guard does on other routes, once. @throws DomainError the first that applies to this caller */
  admit(): Promise<{ bot: ProgramPrincipal; now: Date }>;
  /** To be called when a statement took an operator key for good; its last use is noted then. */
  accepted?(): void;
}

/** Who calls a route whose items may name a business each. */
export interface BatchCaller {
  /** True of a bot: its key names its business, so no item may. */
  readonly isBot: boolean;
  /** For items that name no business; null when the request names none either. */
  readonly own: UnverifiedKey | null;
  /** For items that name this one. @throws DomainError when it is clear already that the caller may not there */
  inBusiness(name: BusinessName): Promise<UnverifiedKey>;
}

/** What the guard leaves on a request of a route for unverified keys. */
export interface WithUnverifiedKey {
  unverifiedKey: UnverifiedKey;
  batch: BatchCaller;
}

const admitted = (context: ExecutionContext): Admitted => context.switchToHttp().getRequest<Admitted>();

const current = <P extends Principal>() =>
  createParamDecorator((_: unknown, context: ExecutionContext) => admitted(context).principal as P);

export const CurrentBot = current<ProgramPrincipal>();
export const CurrentUnverifiedKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<WithUnverifiedKey>().unverifiedKey,
);
export const CurrentBatchCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<WithUnverifiedKey>().batch,
);
export const CurrentMember = current<MemberPrincipal>();
export const CurrentPerson = current<PersonPrincipal>();
/** On a route for anybody: the person, if a token was sent. */
export const CurrentPersonIfAny = current<PersonPrincipal>();
export const CurrentOperator = current<OperatorPrincipal>();

/** The network address that a request on a public route came from; elsewhere the principal carries it. */
export const ClientIp = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestAddress(context.switchToHttp().getRequest<Forwarded>()),
);

/** The instant at which this request happens, in the time of its business. Read once, by the guard. */
export const Now = createParamDecorator((_: unknown, context: ExecutionContext) => admitted(context).now);

/** The instant at which this request happens, in the time of its business and in real time. */
export const CurrentTimes = createParamDecorator((_: unknown, context: ExecutionContext): Times => {
  const { now, realTime } = admitted(context);
  return { now, realTime };
});
