import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../common/pagination.js';
import { type MemberPrincipal, type Role, type Scope, SCOPES } from '../common/principal.js';
import { NotFound } from '../common/refusal.js';
import { execute, type Executor, query } from '../database/sql.js';
import { type KeyMode, newApiKey } from './api-key.js';
import { type MemberRow, type MemberView, memberView } from './member.view.js';
import * as sql from './members.sql.js';

export { type KeyMode, type ParsedKey, parseApiKey, randomBase62, toBase62 } from './api-key.js';
export { type MemberRow, MemberView, memberView } from './member.view.js';
export { type NewUser, type User, UsersService } from './users.service.js';

/** A bot and, this once, its key in clear. */
export interface NewBot {
  id: string;
  apiKey: string;
}

/** Who belongs to a business: people and bots, and the bots' API keys. */
@Injectable()
export class MembersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(businessId: string, page: PageQuery & { kind?: 'human' | 'bot' }): Promise<Page<MemberView>> {
    const values = [businessId, afterId(page), pageLimit(page) + 1, page.kind ?? null];
    return toPage(await query<MemberRow>(this.dataSource, sql.LIST_MEMBERS, values), page, memberView);
  }

  /** @throws NotFound, also for another business's member. */
  async get(on: Executor, businessId: string, id: string): Promise<MemberRow> {
    const [member] = await query<MemberRow>(on, sql.FIND_MEMBER, [businessId, id]);
    if (member === undefined) throw new NotFound('member');
    return member;
  }

  /** Makes a user a member of the business and answers the member's id. */
  async addHuman(
    manager: EntityManager,
    businessId: string,
    userId: string,
    role: Role,
    now: Date,
  ): Promise<string> {
    const id = newId();
    await execute(manager, sql.INSERT_MEMBER, [businessId, id, 'human', userId, null, role, null, now]);
    return id;
  }

  /** Makes a bot with one key that may do everything. The key is in the answer and nowhere else. */
  async addBot(
    manager: EntityManager,
    businessId: string,
    name: string,
    mode: KeyMode,
    now: Date,
  ): Promise<NewBot> {
    const id = newId();
    const scopes: readonly Scope[] = SCOPES;
    await execute(manager, sql.INSERT_MEMBER, [businessId, id, 'bot', null, name, null, scopes, now]);
    const { apiKey, hash, lastFour } = newApiKey(businessId, mode);
    const key = [businessId, newId(), id, 'First key', mode, hash, lastFour, scopes, now];
    await execute(manager, sql.INSERT_KEY, key);
    return { id, apiKey };
  }

  /** Turns a member on or off; false when it is so already. Holds from the next request on, on every server. */
  async switch(manager: EntityManager, businessId: string, id: string, active: boolean): Promise<boolean> {
    return (await execute(manager, sql.SWITCH_MEMBER, [businessId, id, active])) > 0;
  }

  /**
   * Revokes a key for good, from the next request on.
   *
   * @throws NotFound when the bot has no such key, or it is revoked already.
   */
  async revokeKey(by: MemberPrincipal, botId: string, keyId: string): Promise<void> {
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      const values = [by.businessId, botId, keyId, now];
      const [key] = await query<{ lastFour: string }>(manager, sql.REVOKE_KEY, values);
      if (key === undefined) throw new NotFound('key');
      const target = { kind: 'key', id: keyId };
      const entry = {
        actor: actorOf(by),
        action: 'key.revoked',
        target,
        after: { botId, lastFour: key.lastFour },
      };
      await this.audit.record(manager, by.businessId, entry, now);
    });
  }

  /** Notes that a key was used; writes at most once a minute, in real time. */
  async keyUsed(businessId: string, keyId: string, now: Date): Promise<void> {
    await execute(this.dataSource, sql.KEY_USED, [businessId, keyId, now]);
  }
}
