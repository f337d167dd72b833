import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { businessClosed, businessSuspended } from '../../businesses/index.js';
import { LAST_USE_PRECISION_MS } from '../../common/last-use.js';
import type { BusinessName } from '../../common/business-name.js';
import { Clock } from '../../common/clock.js';
import { Batcher } from '../../common/batcher.js';
import { inRequestOrder } from '../../common/request-order.js';
import {
  type OperatorPrincipal,
  type ServicePrincipal,
  type OperatorKeyScope,
} from '../../common/principal.js';
import { NotFound } from '../../common/domain-error.js';
import { query } from '../../database/sql.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { OperatorKeysService } from '../../users/index.js';
import { FIND_OPERATOR_KEYS, type OperatorKeyRow } from './operator-key-lookup.sql.js';

/** The most keys whose last use is remembered. An installation has only a few keys. */
const REMEMBERED = 1_000;

/** A key as it was sent: its hash, the network address, and the business that the request names. */
interface KeyLookup {
  hash: string;
  address: string | null;
  business: BusinessName | null;
}

/** A valid key and what it may do. A key with the scope `admin` acts as the operator in `as`. */
export interface KnownOperatorKey {
  principal: ServicePrincipal;
  as: OperatorPrincipal | null;
  row: OperatorKeyRow;
}

/** A program in the business that it named, and the time of that business if it is on a test clock. */
export interface ServiceInBusiness {
  principal: ServicePrincipal & { businessId: string };
  testNow: Date | null;
}

/** Operator keys. A key is looked up in the database at every request; requests at the same time share a look-up. */
@Injectable()
export class OperatorKeyLookupService {
  private readonly logger = new Logger(OperatorKeyLookupService.name);
  private readonly reads = new Batcher<KeyLookup, OperatorKeyRow | null>((sent) => this.read(sent));
  private readonly noted = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: OperatorKeysService,
    private readonly limits: RateLimitsService,
    private readonly clock: Clock,
  ) {}

  /** Finds a key; null if it is unknown, revoked, expired, or not allowed from this address. */
  async find(
    hash: string,
    address: string | undefined,
    business: BusinessName | null,
  ): Promise<KnownOperatorKey | null> {
    const row = await this.reads.submit({ hash, address: address ?? null, business });
    if (row === null) return null;
    this.noteUse(hash, this.clock.now());
    const { keyId, userId, businessId } = row;
    const scopes = row.scopes === '' ? [] : (row.scopes.split(' ') as OperatorKeyScope[]);
    const as =
      userId !== null && scopes.includes('admin')
        ? { kind: 'operator' as const, userId, sessionId: null, keyId, address }
        : null;
    return { principal: { kind: 'service', keyId, businessId, scopes, address }, as, row };
  }

  /**
   * Admits a key to the business that the request names.
   *
   * @throws NotFound; DomainError `rate_limited`, `business_closed`, `business_suspended`
   */
  async resolveBusiness({ principal, row }: KnownOperatorKey): Promise<ServiceInBusiness> {
    const { businessId, businessRateLimit, closedAt, suspendedAt, testNow } = row;
    if (businessId === null) throw new NotFound('business');
    if (businessRateLimit !== null)
      await this.limits.takePerMinute('business', businessId, businessRateLimit);
    if (closedAt !== null) throw businessClosed();
    if (suspendedAt !== null) throw businessSuspended();
    return { principal: { ...principal, businessId }, testNow };
  }

  /** Notes that a key was used, at most once a minute from this server. The request does not wait for it. */
  noteUse(hash: string, now: Date): void {
    if (now.getTime() - (this.noted.get(hash) ?? -Infinity) < LAST_USE_PRECISION_MS) return;
    if (this.noted.size >= REMEMBERED) this.noted.clear();
    this.noted.set(hash, now.getTime());
    this.keys.noteUse(hash, now).catch((error: unknown) => {
      this.noted.delete(hash);
      this.logger.debug(`The last use of a key was not noted: ${String(error)}`);
    });
  }

  private async read(sent: KeyLookup[]): Promise<(OperatorKeyRow | null)[]> {
    const rows = await query(this.dataSource, FIND_OPERATOR_KEYS, {
      hashes: sent.map(({ hash }) => hash),
      addresses: sent.map(({ address }) => address),
      businessIds: sent.map(({ business }) => (business !== null && 'id' in business ? business.id : null)),
      externalIds: sent.map(({ business }) =>
        business !== null && 'externalId' in business ? business.externalId : null,
      ),
      now: this.clock.now(),
    });
    return inRequestOrder(rows, sent);
  }
}
