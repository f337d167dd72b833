import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Batcher } from '../../common/batcher.js';
import { inRequestOrder } from '../../common/request-order.js';
import type { Scope } from '../../common/principal.js';
import { byShard } from '../../database/by-shard.js';
import { query } from '../../database/sql.js';
import { MembersService, parseApiKey, type ParsedKey } from '../../members/index.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import type { Identity } from './identity.js';
import { FIND_KEYS } from './identity.sql.js';
import type { KeyRow } from './identity.rows.js';

/** Milliseconds within which the last use of a key is not written again. */
const LAST_USE_PRECISION = 60_000;

const businessOf = ({ businessId }: ParsedKey): string => businessId;

/**
 * Bots. An API key is checked against the database at every request; requests at the same time share the next look-up. A mistyped
 * key is refused without the database.
 */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, 'api-key') {
  private readonly reads = new Batcher<ParsedKey, KeyRow | null>(
    (keys) => byShard(this.dataSource, keys, businessOf, (part) => this.read(part)),
    { name: 'keys', laneOf: businessOf },
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly members: MembersService,
    private readonly limits: RateLimitsService,
    private readonly clock: Clock,
  ) {
    super({ header: 'X-Api-Key', prefix: '' }, false);
  }

  /** False for a key that is not valid. Passport makes a 401 of it. */
  async validate(apiKey: string): Promise<Identity | false> {
    const key = parseApiKey(apiKey);
    if (key === null) return false;
    const row = await this.reads.submit(key);
    if (row === null || row.revokedAt !== null || !row.active) return false;
    const now = this.clock.now();
    if (row.expiresAt !== null && row.expiresAt <= (row.testNow ?? now)) return false;
    const { keyId, botId, testNow, lastUsedAt, rateLimit } = row;
    if (rateLimit !== null) await this.limits.takePerMinute('key', keyId, rateLimit);
    if (row.businessRateLimit !== null)
      await this.limits.takePerMinute('business', key.businessId, row.businessRateLimit);
    const ofBot = row.botScopes.split(' ');
    const scopes = row.keyScopes.split(' ').filter((scope) => ofBot.includes(scope)) as Scope[];
    if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= LAST_USE_PRECISION) {
      await this.members.keyUsed(key.businessId, keyId, now);
    }
    return {
      principal: { kind: 'bot', businessId: key.businessId, botId, keyId, scopes },
      testNow,
      suspended: row.suspendedAt !== null,
      closed: row.closedAt !== null,
    };
  }

  private async read(keys: ParsedKey[]): Promise<(KeyRow | null)[]> {
    const values = {
      businessIds: keys.map(({ businessId }) => businessId),
      hashes: keys.map(({ hash }) => hash),
    };
    return inRequestOrder(await query(this.dataSource, FIND_KEYS, values), keys);
  }
}
