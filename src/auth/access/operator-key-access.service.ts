import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Admitted, BatchCaller, UnverifiedKey } from '../../common/access.js';
import {
  BUSINESS_HEADER,
  BUSINESS_NAME_MESSAGE,
  type BusinessName,
  readBusinessHeader,
} from '../../common/business-name.js';
import { clientAddress, type Forwarded, readAddress } from '../../common/client-address.js';
import { type ProgramPrincipal, SCOPES, type OperatorKeyScope } from '../../common/principal.js';
import { DomainError, ValidationFailed } from '../../common/domain-error.js';
import { forgetOrigin } from '../../common/trace.js';
import { parseOperatorKey } from '../../users/index.js';
import type { RestrictedAccess, UnverifiedAccess } from './access-rules.js';
import { RememberedIds } from './remembered-ids.js';
import { type KnownOperatorKey, OperatorKeyLookupService } from './operator-key-lookup.service.js';

type Request = FastifyRequest & Partial<Admitted> & Forwarded;

/** A request with an operator key, with what its route declares and the time at which it came. */
interface SentKey<Route extends RestrictedAccess = RestrictedAccess> {
  access: Route;
  request: Request;
  /** The hash of the key. */
  hash: string;
  now: Date;
}

/**
 * Admits or refuses operator keys, for the guard. On operators' routes a key acts as an operator, or needs a scope of the route. On
 * SDK routes it works for the business that the request names. It is refused in this order: 401, `scope_missing`,
 * `business_required`, then a business that is unknown, closed or suspended. The scope comes first, so that a key without it learns
 * nothing about businesses.
 */
@Injectable()
export class OperatorKeyAccessService {
  private readonly externalIds = new RememberedIds();

  constructor(private readonly keys: OperatorKeyLookupService) {}

  /**
   * The hash of the operator key in the request; null if there is none, or if the route takes no such keys. @throws DomainError
   * `unauthenticated`
   */
  keyOf(access: RestrictedAccess, { headers }: Request): string | null {
    if (access.to !== 'bots' && access.to !== 'operators') return null;
    const apiKey = headers['x-api-key'];
    const hash = apiKey === undefined ? null : parseOperatorKey(String(apiKey));
    if (hash === null && apiKey !== undefined && access.to === 'operators') throw unauthenticated();
    return hash;
  }

  /** Admits the caller of an operator key. @throws DomainError the first refusal that applies */
  async admit(access: RestrictedAccess, request: Request, hash: string, now: Date): Promise<Admitted> {
    if (access.to === 'bots') {
      const { program, now: at } = await this.admitTo({ access, request, hash, now }, businessOf(request));
      return admitted(request, program, at);
    }
    const key = await this.known(access, request, hash, null);
    return admitted(request, key.as ?? key.principal, now);
  }

  /**
   * The unverified operator key of the request, for a statement that verifies it. The statement and the queues before it need the
   * id of the business. If this key has used an external id before, the business is remembered, and the statement verifies that the
   * external id still belongs to it.
   */
  async unverifiedKey(
    access: UnverifiedAccess,
    request: Request,
    hash: string,
    now: Date,
  ): Promise<UnverifiedKey> {
    const sent = { access, request, hash, now };
    const business = businessOf(request);
    if (business === null || 'id' in business) return this.keyIn(sent, business, () => this.admitOwn(sent));
    const { externalId } = business;
    const admit = async () => {
      const known = await this.admitOwn(sent);
      this.externalIds.add(hash, externalId, known.program.businessId);
      return known;
    };
    const businessId = this.externalIds.find(hash, externalId);
    return businessId === null
      ? this.keyIn(sent, business, admit)
      : this.unverified(sent, { businessId, externalId }, admit);
  }

  /** Admits a caller whose items may each name a business. The request itself need not name one. */
  async batch(access: UnverifiedAccess, request: Request, hash: string, now: Date): Promise<BatchCaller> {
    const sent = { access, request, hash, now };
    const isNamed = request.headers[BUSINESS_HEADER] !== undefined;
    const own = isNamed ? await this.keyIn(sent, businessOf(request), () => this.admitOwn(sent)) : null;
    if (own === null) await this.known(access, request, hash, null);
    return {
      isBot: false,
      own,
      inBusiness: (name) => this.keyIn(sent, name, () => this.admitTo(sent, name)),
    };
  }

  /** Accepts the address that a key with `auth:forward` sends for a person. Every other key is ignored, as on all public routes. */
  async forward(request: Request): Promise<void> {
    const { 'x-api-key': apiKey, 'x-client-address': written } = request.headers;
    if (apiKey === undefined || written === undefined) return;
    const hash = parseOperatorKey(String(apiKey));
    if (hash === null) return;
    const key = await this.keys.find(hash, clientAddress(request), null);
    if (key?.principal.scopes.includes('auth:forward') !== true) return;
    const address = readAddress(String(written));
    if (address === null)
      throw new ValidationFailed([{ field: 'X-Client-Address', message: 'must be an IP address' }]);
    request.forwardedAddress = address;
    forgetOrigin();
  }

  /**
   * The unverified operator key for a business. If the business is not named by its id, the caller is admitted first. So a made-up
   * key gets the same answer in the same time, whether an external id exists or not.
   */
  private async keyIn(
    sent: SentKey<UnverifiedAccess>,
    business: BusinessName | null,
    admit: UnverifiedKey['admit'],
  ): Promise<UnverifiedKey> {
    if (business !== null && 'id' in business)
      return this.unverified(sent, { businessId: business.id, externalId: null }, admit);
    const known = await admit();
    const { businessId } = known.program;
    return this.unverified(sent, { businessId, externalId: null }, () => Promise.resolve(known));
  }

  private unverified(
    { access, request, hash, now }: SentKey<UnverifiedAccess>,
    { businessId, externalId }: Pick<UnverifiedKey, 'businessId' | 'externalId'>,
    admit: UnverifiedKey['admit'],
  ): UnverifiedKey {
    const address = clientAddress(request) ?? null;
    const { scope } = access;
    const accepted = () => this.keys.noteUse(hash, now);
    let once: ReturnType<typeof admit> | undefined;
    return {
      ...{ businessId, externalId, keyHash: hash, scope, address, now, accepted },
      admit: () => (once ??= admit()),
    };
  }

  /** Admits the caller to the business that the request names, and writes onto the request who the caller is. */
  private async admitOwn(sent: SentKey<UnverifiedAccess>): ReturnType<UnverifiedKey['admit']> {
    const { access, request, hash, now } = sent;
    const { principal, now: at } = await this.admit(access, request, hash, now);
    return { program: principal as ProgramPrincipal, now: at };
  }

  /** Admits the caller to a business. @throws DomainError the first refusal that applies */
  private async admitTo(
    { access, request, hash, now }: SentKey,
    business: BusinessName | null,
  ): ReturnType<UnverifiedKey['admit']> {
    const key = await this.known(access, request, hash, business);
    if (business === null) throw unnamed(request);
    const { principal, testNow } = await this.keys.resolveBusiness(key);
    return { program: principal, now: testNow ?? now };
  }

  /** Finds a valid key that may call this route. @throws DomainError `unauthenticated`, `scope_missing` */
  private async known(
    access: RestrictedAccess,
    request: Request,
    hash: string,
    business: BusinessName | null,
  ): Promise<KnownOperatorKey> {
    const key = await this.keys.find(hash, clientAddress(request), business);
    if (key === null) throw unauthenticated();
    if (access.to === 'bots') refuseWithout(key, access.scope === null ? SCOPES : [access.scope]);
    else if (key.as === null)
      refuseWithout(key, (access.to === 'operators' ? access.scopes : undefined) ?? ['admin']);
    return key;
  }
}

/** The business that the request names; null if it names none, or if the name is malformed. */
function businessOf({ headers }: Request): BusinessName | null {
  const named = headers[BUSINESS_HEADER];
  return named === undefined ? null : readBusinessHeader(String(named));
}

function admitted(request: Request, principal: Admitted['principal'], now: Date): Admitted {
  request.principal = principal;
  request.now = now;
  return { principal, now, realTime: request.realTime ?? now };
}

function refuseWithout({ principal }: KnownOperatorKey, oneOf: readonly OperatorKeyScope[]): void {
  const [required] = oneOf;
  if (required !== undefined && !oneOf.some((scope) => principal.scopes.includes(scope)))
    throw new DomainError(
      'scope_missing',
      'The operator key was made without the scope that this route needs.',
      {
        required,
      },
    );
}

const unnamed = ({ headers }: Request): DomainError =>
  headers[BUSINESS_HEADER] === undefined
    ? new DomainError(
        'business_required',
        'An operator key works for many businesses. Name one: X-Business: <id>, or X-Business: external:<externalId>.',
      )
    : new ValidationFailed([{ field: 'X-Business', message: BUSINESS_NAME_MESSAGE }]);

const unauthenticated = (): DomainError =>
  new DomainError(
    'unauthenticated',
    'Send a valid operator key as X-Api-Key. If it is missing, mistyped, expired, revoked or from another network, the answer is the same.',
  );
