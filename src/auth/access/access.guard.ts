import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ACCESS,
  type Access,
  type Admitted,
  type UnverifiedKey,
  type WithUnverifiedKey,
} from '../../common/access.js';
import { clientAddress } from '../../common/client-address.js';
import { Clock } from '../../common/clock.js';
import { type BotPrincipal, type OperatorPrincipal, ranksAtLeast } from '../../common/principal.js';
import type { ProblemCode } from '../../common/problems.js';
import { DomainError, type Explained } from '../../common/domain-error.js';
import { parseApiKey } from '../../members/index.js';
import type { Identity } from './identity.js';
import { OperatorKeysService } from './operator-keys.service.js';
import { ApiKeyGuard, JwtGuard } from './passport.guards.js';
import { ReadTokensService } from './read-tokens.service.js';
import { RequestsUnderWayService } from './requests-under-way.service.js';

type Request = FastifyRequest & Partial<Admitted> & Partial<WithUnverifiedKey>;
type Declared = Exclude<Access, { to: 'public' }>;

/**
 * The wall, bound once for every route. It reads the route's declaration, asks passport who comes, and refuses in the
 * order of contract §6, so that an answer never tells more than the caller may know.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly jwt: JwtGuard,
    private readonly apiKey: ApiKeyGuard,
    private readonly operatorKeys: OperatorKeysService,
    private readonly readTokens: ReadTokensService,
    private readonly underWay: RequestsUnderWayService,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<Request>();
    const now = this.clock.now();
    request.now = now;
    if (access.to === 'public') return access.orPeople !== true || this.knowsIfSent(request);
    const { authorization, 'x-api-key': apiKey } = request.headers;
    if (authorization !== undefined && apiKey !== undefined) {
      throw new DomainError('two_credentials', 'Send an access token or an API key, not both.');
    }
    if ('unverified' in access && apiKey !== undefined) {
      const unverifiedKey = this.unverifiedKey(access, request, now, String(apiKey));
      if (unverifiedKey !== null) {
        request.unverifiedKey = unverifiedKey;
        return true;
      }
    }
    const { principal } = await this.admit(access, request, now);
    if (!('byClaim' in access) && !reads(request))
      this.underWay.begin(principal, context.switchToHttp().getResponse<FastifyReply>());
    return true;
  }

  private async admit(access: Declared, request: Request, now: Date): Promise<Admitted> {
    const identity = await this.identify(access, request);
    if (identity.reader === undefined) judge(access, identity);
    else await this.admitReader(access, identity, identity.reader, request);
    const principal = access.to === 'people' ? (identity.reader ?? identity.principal) : identity.principal;
    request.principal = { ...principal, address: clientAddress(request) };
    request.now = identity.testNow ?? now;
    return { principal: request.principal, now: request.now };
  }

  /** Null for a key that is none: to be refused at once. */
  private unverifiedKey(
    access: Extract<Access, { unverified: true }>,
    request: Request,
    now: Date,
    apiKey: string,
  ): UnverifiedKey | null {
    const key = parseApiKey(apiKey);
    if (key === null) return null;
    const admit = async () => {
      const admitted = await this.admit(access, request, now);
      return { bot: admitted.principal as BotPrincipal, now: admitted.now };
    };
    let once: ReturnType<typeof admit> | undefined;
    const { businessId, hash: keyHash } = key;
    return { businessId, keyHash, scope: access.scope, now, admit: () => (once ??= admit()) };
  }

  private identify(access: Access, { headers }: Request): Promise<Identity> {
    const apiKey = headers['x-api-key'];
    if (access.to === 'operators' && apiKey !== undefined) return this.operatorKeys.identify(String(apiKey));
    return (access.to === 'bots' ? this.apiKey : this.jwt).identify(headers);
  }

  /** A read-only token: it reads what the business's people read, it writes nothing, and what it does is noted. */
  private async admitReader(
    access: Access,
    { principal }: Identity,
    reader: OperatorPrincipal,
    request: Request,
  ): Promise<void> {
    const open = access.to === 'members' || (access.to === 'people' && access.operators);
    const businessId = principal.kind === 'member' ? principal.businessId : '';
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    await this.readTokens.note({ ...reader, address: clientAddress(request) }, businessId, route);
    if (!reads(request) || !open)
      throw new DomainError('wrong_principal', 'This token reads as a business, and does nothing else.');
  }

  /** For a route that anybody may call, and somebody who is logged in as themselves. */
  private async knowsIfSent(request: Request): Promise<boolean> {
    if (request.headers.authorization === undefined) return true;
    const { principal, reader } = await this.jwt.identify(request.headers);
    request.principal = { ...(reader ?? principal), address: clientAddress(request) };
    return true;
  }
}

const reads = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** @throws DomainError the first one, in the order of contract §6, that applies to this caller on such a route. */
function judge(access: Declared, identity: Identity): void {
  const { principal } = identity;
  if (access.to === 'people') {
    return principal.kind === 'operator' && !access.operators ? refuse('wrong_principal') : undefined;
  }
  if (access.to === 'operators') return principal.kind === 'operator' ? undefined : refuse('wrong_principal');
  if (principal.kind === 'operator') return refuse('wrong_principal');
  if (principal.kind === 'user') return refuse(identity.noBusiness ?? 'no_business');
  if (identity.closed) return refuse('business_closed');
  if (identity.suspended) return refuse('business_suspended');
  if (access.to === 'members' && principal.kind === 'member' && !ranksAtLeast(principal.role, access.least)) {
    return refuse('role_too_low', { required: access.least, role: principal.role });
  }
  if (
    access.to === 'bots' &&
    principal.kind === 'bot' &&
    access.scope !== null &&
    !principal.scopes.includes(access.scope)
  ) {
    return refuse('scope_missing', { required: access.scope });
  }
}

const WORDS: Partial<Record<ProblemCode, string>> = {
  wrong_principal: 'This route is for another kind of caller.',
  no_business: 'The access token names no business. Switch to one, or log in with a businessId.',
  not_a_member: 'You are not an active member of the business that the access token names.',
  business_closed: 'The business is closed. Its data is kept.',
  business_suspended: 'The business is suspended. Ask the people who run this service.',
  role_too_low: 'Your role in the business does not allow this.',
  scope_missing: 'The API key was made without the scope that this route needs.',
};

function refuse<C extends ProblemCode>(code: C, ...explained: Explained<C>): never {
  throw new DomainError(code, WORDS[code] ?? code, ...explained);
}
