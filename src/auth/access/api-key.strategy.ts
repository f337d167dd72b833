import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import { DataSource } from 'typeorm';
import { LAST_USE_PRECISION_MS } from '../../common/last-use.js';
import { Clock } from '../../common/clock.js';
import { Batcher } from '../../common/batcher.js';
import { inRequestOrder } from '../../common/request-order.js';
import type { Scope } from '../../common/principal.js';
import { byShard } from '../../database/by-shard.js';
import { query } from '../../database/sql.js';
import { KeysService, parseApiKey, type ParsedKey } from '../../members/index.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import type { Identity } from './identity.js';
import { FIND_KEYS } from './identity.sql.js';
import type { KeyRow } from './identity.rows.js';

const businessOf = ({ businessId }: ParsedKey): string => businessId;

/**
 * Identifies bots by their API keys. A key is looked up in the database at every request; requests at the same time share a
 * look-up. A mistyped key is refused without a look-up.
 */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, 'api-key') {
  private readonly reads = new Batcher<ParsedKey, KeyRow | null>(
    (keys) => byShard(this.dataSource, keys, businessOf, (part) => this.read(part)),
    { name: 'keys', laneOf: businessOf },
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: KeysService,
    private readonly limits: RateLimitsService,
    private readonly clock: Clock,
  ) {
    super({ header: 'X-Api-Key', prefix: '' }, false);
  }

  /** Identifies the bot of a key. Returns false for a key that is not valid, and passport answers 401. */
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
    if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= LAST_USE_PRECISION_MS) {
      await this.keys.noteUse(key.businessId, keyId, now);
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
