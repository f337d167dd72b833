import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService, type AuditedChange } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import type { Times } from '../../common/access.js';
import { newId } from '../../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { MemberPrincipal, OperatorPrincipal, Scope } from '../../common/principal.js';
import { DomainError, NotFound, ValidationFailed, WrongState } from '../../common/domain-error.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import { EventsService } from '../../events/index.js';
import { type KeyMode, newApiKey } from './api-key.js';
import { keyEvent } from './key-event.js';
import type { BusinessKeyView, KeyView, NewKeyView } from './key.view.js';
import * as sql from './keys.sql.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { MemberRanksService } from '../member-ranks.service.js';
import type { CreateKeyDto } from './bot.dto.js';
import { MOST_KEYS } from '../../common/key-limits.js';

interface NewKey {
  businessId: string;
  botId: string;
  mode: KeyMode;
  name: string;
  scopes: readonly Scope[];
  expiresAt?: Date | null;
  rateLimit?: number | null;
}

/** The API keys of bots. A key is shown once, stored as a hash, and valid until it expires or is revoked. */
@Injectable()
export class KeysService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ranks: MemberRanksService,
    private readonly businesses: BusinessesService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly limits: RateLimitsService,
  ) {}

  /** Lists the keys of a bot that are not revoked. @throws NotFound */
  async list(businessId: string, botId: string, page: PageQuery): Promise<Page<KeyView>> {
    const values = { businessId, botId, before: beforeId(page), limit: pageLimit(page) + 1 };
    const bot = await maybeOne(this.dataSource, sql.HAS_BOT, { businessId, botId });
    if (bot === undefined) throw new NotFound('bot');
    return toPage(await query(this.dataSource, sql.LIST_KEYS, values), page, (row) => row);
  }

  /** Lists the keys of all bots of a business that are not revoked. */
  async listOfBusiness(businessId: string, page: PageQuery): Promise<Page<BusinessKeyView>> {
    const values = { businessId, before: beforeId(page), limit: pageLimit(page) + 1 };
    const rows = await query(this.dataSource, sql.LIST_BUSINESS_KEYS, values);
    return toPage(rows, page, (row) => row);
  }

  /** Makes a key in the caller's transaction. Only this answer shows the key. */
  async issue(manager: EntityManager, key: NewKey, now: Date): Promise<NewKeyView> {
    const { businessId, botId, mode, name, scopes, expiresAt = null, rateLimit = null } = key;
    const { apiKey, hash, lastFour } = newApiKey(businessId, mode);
    const values = {
      businessId,
      id: newId(),
      botId,
      name,
      mode,
      hash,
      lastFour,
      scopes,
      expiresAt,
      rateLimit,
      now,
    };
    const row = await maybeOne(manager, sql.INSERT_KEY, values);
    return { ...(row as KeyView), apiKey };
  }

  /**
   * Makes a key for a bot.
   *
   * @throws NotFound; ValidationFailed for scopes that the bot does not have, or an expiry in the past; DomainError
   *   `too_many_keys`, `rate_limited`
   */
  async create(
    by: MemberPrincipal,
    botId: string,
    request: CreateKeyDto,
    { now, realTime }: Times,
  ): Promise<NewKeyView> {
    await this.limits.take('key', by.address, `${by.businessId} ${by.userId}`);
    return this.dataSource.transaction(async (manager) => {
      await this.ranks.confirm(manager, by, 'admin');
      const bot = await this.lockBot(manager, by.businessId, botId);
      refuseImpossible(request, bot.scopes, now);
      await this.refuseTooMany(manager, by.businessId, botId, now);
      const { name = 'Key', scopes = bot.scopes, expiresAt, rateLimit } = request;
      const key = { businessId: by.businessId, botId, mode: bot.mode, name, scopes, expiresAt, rateLimit };
      const created = await this.issue(manager, key, realTime);
      const { id, lastFour } = created;
      await this.audit.record(manager, by.businessId, {
        by,
        action: 'key.created',
        target: { kind: 'key', id },
        after: { botId, lastFour, scopes, expiresAt: expiresAt ?? null },
      });
      await this.events.record(manager, keyEvent('key.created', by.businessId, botId, created, now));
      return created;
    });
  }

  /**
   * Makes the successor of a key, with the same properties and the same expiry. The old key stays valid for `overlapSeconds` of
   * the business's time; without overlap it is revoked at once. If it is rotated again meanwhile, for example because the answer
   * was lost, that successor has the expiry of before the first rotation.
   *
   * @throws NotFound; DomainError `wrong_state` for a key that has expired; `too_many_keys` with an overlap, `rate_limited`
   */
  async rotate(
    by: MemberPrincipal,
    botId: string,
    keyId: string,
    overlapSeconds: number,
    { now, realTime }: Times,
  ): Promise<NewKeyView> {
    const { businessId } = by;
    await this.limits.take('key', by.address, `${businessId} ${by.userId}`);
    return this.dataSource.transaction(async (manager) => {
      await this.ranks.confirm(manager, by, 'admin');
      const { mode } = await this.lockBot(manager, businessId, botId);
      const before = await maybeOne(manager, sql.LOCK_KEY, { businessId, botId, keyId });
      if (before === undefined) throw new NotFound('key');
      const { name, scopes, rateLimit, expiresAt, fullExpiry } = before;
      if (expiresAt !== null && expiresAt <= now)
        throw new WrongState('expired', 'The key has expired. Make a new one.');
      if (overlapSeconds > 0) await this.refuseTooMany(manager, businessId, botId, now);
      const created = await this.issue(
        manager,
        { businessId, botId, mode, name, scopes, expiresAt: fullExpiry, rateLimit },
        realTime,
      );
      const ends = new Date(now.getTime() + overlapSeconds * 1000);
      await (overlapSeconds === 0
        ? query(manager, sql.REVOKE_KEY, { businessId, botId, keyId, now: realTime })
        : execute(manager, sql.END_KEY, { businessId, botId, keyId, endsAt: ends }));
      const { id, lastFour } = created;
      await this.audit.record(manager, businessId, {
        by,
        action: 'key.rotated',
        target: { kind: 'key', id },
        after: { botId, lastFour, replaces: keyId, overlapSeconds },
      });
      await this.events.record(manager, keyEvent('key.rotated', businessId, botId, created, now, before));
      return created;
    });
  }

  /** Revokes a key for ever, from the next request on. @throws NotFound, also when it is revoked already */
  async revoke(by: MemberPrincipal, botId: string, keyId: string, { now, realTime }: Times): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.ranks.confirm(manager, by, 'admin');
      const values = { businessId: by.businessId, botId, keyId, now: realTime };
      const key = await maybeOne(manager, sql.REVOKE_KEY, values);
      if (key === undefined) throw new NotFound('key');
      const target = { kind: 'key', id: keyId };
      const after = { botId, lastFour: key.lastFour };
      await this.audit.record(manager, by.businessId, { by, action: 'key.revoked', target, after });
      await this.events.record(manager, keyEvent('key.revoked', by.businessId, botId, key, now));
    });
  }

  /** Revokes a key of any bot of a business, for an operator. @throws NotFound, also when it is revoked already */
  async revokeOfBusiness(
    by: OperatorPrincipal,
    businessId: string,
    keyId: string,
    realTime: Date,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const values = { businessId, keyId, now: realTime };
      const key = await maybeOne(manager, sql.REVOKE_BUSINESS_KEY, values);
      if (key === undefined) throw new NotFound('key');
      const target = { kind: 'key', id: keyId };
      const after = { botId: key.botId, lastFour: key.lastFour };
      await this.audit.record(manager, businessId, { by, action: 'key.revoked', target, after });
      const at = await this.businesses.timeOf(manager, businessId);
      await this.events.record(manager, keyEvent('key.revoked', businessId, key.botId, key, at));
    });
  }

  /**
   * Revokes every valid key of a business, in the transaction that closes it, and returns what the audit log can say of each. `now`
   * is the time of the business, `real` is real time.
   */
  async revokeAll(
    manager: EntityManager,
    businessId: string,
    now: Date,
    real: Date,
  ): Promise<AuditedChange[]> {
    const keys = await query(manager, sql.REVOKE_ALL_KEYS, { businessId, at: now, now: real });
    const events = keys.map((key) => keyEvent('key.revoked', businessId, key.botId, key, now));
    await this.events.record(manager, events);
    return keys.map(({ id, botId, lastFour }) => {
      return { action: 'key.revoked', target: { kind: 'key', id }, after: { botId, lastFour } };
    });
  }

  /** Notes the use of a key, in real time, at most once a minute. */
  async noteUse(businessId: string, keyId: string, now: Date): Promise<void> {
    await execute(this.dataSource, sql.NOTE_KEY_USE, { businessId, id: keyId, now });
  }

  /** Locks a bot, and reads it. @throws NotFound, also for a person */
  private async lockBot(
    manager: EntityManager,
    businessId: string,
    botId: string,
  ): Promise<{ scopes: Scope[]; mode: KeyMode }> {
    const bot = await maybeOne(manager, sql.LOCK_BOT, { businessId, botId });
    if (bot === undefined) throw new NotFound('bot');
    return { scopes: bot.scopes, mode: bot.onTestClock ? 'test' : 'live' };
  }

  /** Refuses one more valid key. The caller has locked the bot. @throws DomainError `too_many_keys` */
  private async refuseTooMany(
    manager: EntityManager,
    businessId: string,
    botId: string,
    now: Date,
  ): Promise<void> {
    const { count } = await one(manager, sql.COUNT_KEYS, { businessId, botId, at: now });
    if (count >= MOST_KEYS)
      throw new DomainError(
        'too_many_keys',
        `The bot has ${MOST_KEYS} valid keys already, which is the limit. Revoke one first.`,
      );
  }
}

function refuseImpossible({ scopes = [], expiresAt }: CreateKeyDto, ofBot: Scope[], now: Date): void {
  if (scopes.some((scope) => !ofBot.includes(scope)))
    throw new ValidationFailed([
      { field: 'scopes', message: `must be among the bot's: ${ofBot.join(', ')}` },
    ]);
  if (expiresAt instanceof Date && expiresAt <= now)
    throw new ValidationFailed([{ field: 'expiresAt', message: 'must lie in the future' }]);
}
