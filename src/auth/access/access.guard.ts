import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ACCESS,
  type Access,
  type Admitted,
  type BatchCaller,
  type UnverifiedKey,
  type WithUnverifiedKey,
} from '../../common/access.js';
import { BUSINESS_HEADER, NOT_FOR_BOTS } from '../../common/business-name.js';
import { clientAddress, type Forwarded, requestAddress } from '../../common/client-address.js';
import { Clock } from '../../common/clock.js';
import type { OperatorPrincipal, ProgramPrincipal } from '../../common/principal.js';
import { DomainError, ValidationFailed } from '../../common/domain-error.js';
import { parseApiKey } from '../../members/index.js';
import { parseOperatorKey } from '../../users/index.js';
import { refuseByDeclaration, type RestrictedAccess, type UnverifiedAccess } from './access-rules.js';
import type { Identity } from './identity.js';
import { ApiKeyGuard, JwtGuard } from './passport.guards.js';
import { ReadTokensService } from './read-tokens.service.js';
import { RequestsUnderWayService } from './requests-under-way.service.js';
import { SecondFactorAccessService } from '../second-factor/second-factor-access.service.js';
import { OperatorKeyAccessService } from './operator-key-access.service.js';

type Request = FastifyRequest & Partial<Admitted> & Partial<WithUnverifiedKey> & Forwarded;

/**
 * Admits or refuses the caller of every route. It reads the route's declaration, lets passport identify the caller, and refuses in
 * the order of contract §6, so that an answer never reveals more than the caller may know.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly jwt: JwtGuard,
    private readonly apiKey: ApiKeyGuard,
    private readonly operatorKeys: OperatorKeyAccessService,
    private readonly readTokens: ReadTokensService,
    private readonly underWay: RequestsUnderWayService,
    private readonly secondFactors: SecondFactorAccessService,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<Request>();
    const now = this.clock.now();
    request.now = request.realTime = now;
    if (access.to === 'public') {
      if (access.forwards === true) await this.operatorKeys.forward(request);
      if (access.orPeople === true) await this.identifyIfSent(request);
      return true;
    }
    const { authorization, 'x-api-key': apiKey } = request.headers;
    if (authorization !== undefined && apiKey !== undefined) {
      throw new DomainError('two_credentials', 'Send an access token or an API key, not both.');
    }
    if ('unverified' in access && apiKey !== undefined) {
      if (await this.passUnverifiedKey(access, request, now, String(apiKey))) return true;
    }
    const { principal } = await this.admit(access, request, now);
    if (!('unverified' in access) && !isReadOnly(request))
      this.underWay.begin(principal, context.switchToHttp().getResponse<FastifyReply>());
    return true;
  }

  private async admit(access: RestrictedAccess, request: Request, now: Date): Promise<Admitted> {
    const operatorKey = this.operatorKeys.keyOf(access, request);
    if (operatorKey !== null) return this.operatorKeys.admit(access, request, operatorKey, now);
    const identity = await this.identify(access, request);
    if (identity.reader === undefined) await this.requireAccess(access, identity, now);
    else await this.admitReader(access, identity, identity.reader, request);
    const principal = access.to === 'people' ? (identity.reader ?? identity.principal) : identity.principal;
    request.principal = { ...principal, address: clientAddress(request) };
    request.now = identity.testNow ?? now;
    return { principal: request.principal, now: request.now, realTime: now };
  }

  /** Writes the unverified key onto the request. Returns false if the key is malformed; it is then refused at once. */
  private async passUnverifiedKey(
    access: UnverifiedAccess,
    request: Request,
    now: Date,
    apiKey: string,
  ): Promise<boolean> {
    const operatorKey = parseOperatorKey(apiKey);
    const bot = operatorKey === null ? this.unverifiedBotKey(access, request, now, apiKey) : null;
    if (operatorKey === null && bot === null) return false;
    if (access.perItem === true) {
      request.batch =
        bot === null ? await this.operatorKeys.batch(access, request, operatorKey ?? '', now) : ofBot(bot);
      request.unverifiedKey = request.batch.own ?? undefined;
    } else
      request.unverifiedKey =
        bot ?? (await this.operatorKeys.unverifiedKey(access, request, operatorKey ?? '', now));
    return true;
  }

  /** The unverified key of a bot; null if it is malformed. */
  private unverifiedBotKey(
    access: UnverifiedAccess,
    request: Request,
    now: Date,
    apiKey: string,
  ): UnverifiedKey | null {
    const key = parseApiKey(apiKey);
    if (key === null) return null;
    refuseNamedBusiness(request);
    const admit = async () => {
      const admitted = await this.admit(access, request, now);
      return { program: admitted.principal as ProgramPrincipal, now: admitted.now };
    };
    let once: ReturnType<typeof admit> | undefined;
    const { businessId, hash: keyHash } = key;
    const { scope } = access;
    const named = { externalId: null, address: null };
    return { businessId, keyHash, scope, ...named, now, admit: () => (once ??= admit()) };
  }

  private identify(access: Access, request: Request): Promise<Identity> {
    if (access.to !== 'bots') return this.jwt.identify(request.headers);
    if (parseApiKey(String(request.headers['x-api-key'])) !== null) refuseNamedBusiness(request);
    return this.apiKey.identify(request.headers);
  }

  private async requireAccess(access: RestrictedAccess, identity: Identity, now: Date): Promise<void> {
    refuseByDeclaration(access, identity);
    const { principal, secondFactorAt = null } = identity;
    if (access.to !== 'operators' || principal.kind !== 'operator' || principal.sessionId === null) return;
    await this.secondFactors.require(principal, secondFactorAt, access.codeAgain === true, now);
  }

  /** Admits an operator with a read token, on GET routes for members and people. Each request is audited. */
  private async admitReader(
    access: Access,
    { principal }: Identity,
    reader: OperatorPrincipal,
    request: Request,
  ): Promise<void> {
    const open =
      (access.to === 'members' && access.readers !== false) || (access.to === 'people' && access.operators);
    const businessId = principal.kind === 'member' ? principal.businessId : '';
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    await this.readTokens.note({ ...reader, address: clientAddress(request) }, businessId, route);
    if (!isReadOnly(request) || !open)
      throw new DomainError(
        'wrong_principal',
        'This is a read token. It can only read, only in its business, and it cannot download an export.',
      );
  }

  /** Identifies the person if an access token is sent, on a route that anybody may call. */
  private async identifyIfSent(request: Request): Promise<void> {
    if (request.headers.authorization === undefined) return;
    const { principal, reader } = await this.jwt.identify(request.headers);
    request.principal = { ...(reader ?? principal), address: requestAddress(request) };
  }
}

const isReadOnly = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

const ofBot = (own: UnverifiedKey): BatchCaller => ({
  isBot: true,
  own,
  inBusiness: () => Promise.resolve(own),
});

/** Refuses a bot's request that names a business, because the key belongs to one. @throws ValidationFailed */
function refuseNamedBusiness({ headers }: Request): void {
  if (headers[BUSINESS_HEADER] !== undefined)
    throw new ValidationFailed([{ field: 'X-Business', message: NOT_FOR_BOTS }]);
}
