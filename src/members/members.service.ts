import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.js';
import { newId } from '../common/ids.js';
import { beforeId, type Page, pageLimit, toPage } from '../common/paging.js';
import type { Role, Scope } from '../common/principal.js';
import { NotFound } from '../common/domain-error.js';
import { execute, type Executor, isDistributed, maybeOne, query } from '../database/sql.js';
import {
  listedMemberView,
  type MemberView,
  memberView,
  type OperatorMemberView,
  operatorMemberView,
} from './member.view.js';
import type { MemberRow } from './member.rows.js';
import { DELETE_KEYS } from './bots/keys.sql.js';
import type { MembersQuery } from './member.dto.js';
import { MEMBERSHIPS_OF } from './memberships.sql.js';
import * as sql from './members.sql.js';

/** The people and bots of businesses. */
@Injectable()
export class MembersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
  ) {}

  async list(businessId: string, page: MembersQuery): Promise<Page<MemberView>> {
    return toPage(await this.rows(businessId, page), page, listedMemberView);
  }

  /** Lists the members, with the accounts of people, for operators. */
  async listWithAccounts(businessId: string, page: MembersQuery): Promise<Page<OperatorMemberView>> {
    return toPage(await this.rows(businessId, page), page, operatorMemberView);
  }

  /** Shows a member to the people of the business. @throws NotFound */
  async show(businessId: string, id: string): Promise<MemberView> {
    return memberView(await this.get(this.dataSource, businessId, id));
  }

  /** Reads a member. @throws NotFound, also for a member of another business */
  async get(on: Executor, businessId: string, id: string): Promise<MemberRow> {
    const member = await this.find(on, businessId, id);
    if (member === null) throw new NotFound('member');
    return member;
  }

  /** Reads a member, or null. */
  async find(on: Executor, businessId: string, id: string): Promise<MemberRow | null> {
    return (await maybeOne(on, sql.FIND_MEMBER, { businessId, id })) ?? null;
  }

  /** Makes a user a member of the business, and returns the member's id. */
  async addHuman(
    manager: EntityManager,
    businessId: string,
    userId: string,
    role: Role,
    now: Date,
  ): Promise<string> {
    const id = newId();
    await execute(manager, sql.INSERT_MEMBER, {
      businessId,
      id,
      kind: 'human',
      userId,
      name: null,
      role,
      scopes: null,
      now,
    });
    return id;
  }

  /** Makes a bot without keys. `scopes` is the most that the bot's keys may do. */
  async addBot(
    manager: EntityManager,
    businessId: string,
    name: string,
    scopes: readonly Scope[],
    now: Date,
  ): Promise<string> {
    const id = newId();
    await execute(manager, sql.INSERT_MEMBER, {
      businessId,
      id,
      kind: 'bot',
      userId: null,
      name,
      role: null,
      scopes,
      now,
    });
    return id;
  }

  /** The e-mail addresses of the owner and the admins who are not suspended, for notices about the business. */
  async adminEmails(manager: EntityManager, businessId: string): Promise<string[]> {
    const rows = await query(manager, sql.ADMIN_EMAILS, { businessId });
    return rows.map(({ email }) => email);
  }

  /** Locks a member until the transaction ends. */
  async lock(manager: EntityManager, businessId: string, id: string): Promise<void> {
    await query(manager, sql.LOCK_MEMBER, { businessId, id });
  }

  /** Reads the member of the business with this e-mail, or null. */
  async findByEmail(on: Executor, businessId: string, email: string): Promise<MemberRow | null> {
    return (await maybeOne(on, sql.FIND_MEMBER_BY_EMAIL, { businessId, email })) ?? null;
  }

  /**
   * True if the user is in a business that an operator or an import made. Then no stranger made the account by signing up.
   */
  async joinedManagedBusiness(on: Executor, userId: string): Promise<boolean> {
    for (const { businessId } of await query(on, MEMBERSHIPS_OF, { userId }))
      if (await this.audit.wasMadeByOperatorOrImport(on, businessId)) return true;
    return false;
  }

  /** Gives a person who is not the owner another role; false if nothing changes. */
  async setRole(
    manager: EntityManager,
    businessId: string,
    id: string,
    role: 'admin' | 'member',
  ): Promise<boolean> {
    return (await execute(manager, sql.SET_ROLE, { businessId, id, role })) > 0;
  }

  /** Removes a member from the business, and the keys if it is a bot; false for the owner, who cannot be removed. */
  async remove(manager: EntityManager, businessId: string, id: string): Promise<boolean> {
    await execute(manager, DELETE_KEYS, { businessId, botId: id });
    return (await execute(manager, sql.DELETE_MEMBER, { businessId, id })) > 0;
  }

  /**
   * Makes another active person the owner, and the present owner an admin.
   *
   * @returns false if `from` is no longer the owner, or `to` is not an active person
   */
  async handOver(manager: EntityManager, businessId: string, from: string, to: string): Promise<boolean> {
    if ((await execute(manager, sql.MAKE_ADMIN, { businessId, id: from })) === 0) return false;
    return (await execute(manager, sql.MAKE_OWNER, { businessId, id: to })) > 0;
  }

  /** Switches a member on or off, from the next request on, on every server; false if the member is in that state already. */
  async switch(manager: EntityManager, businessId: string, id: string, active: boolean): Promise<boolean> {
    return (await execute(manager, sql.SWITCH_MEMBER, { businessId, id, active })) > 0;
  }

  private async rows(businessId: string, page: MembersQuery): Promise<MemberRow[]> {
    const values = {
      businessId,
      before: beforeId(page),
      limit: pageLimit(page) + 1,
      kind: page.kind ?? null,
    };
    const rows = await query(this.dataSource, sql.LIST_MEMBERS, values);
    if (!isDistributed(this.dataSource)) return rows;
    const userIds = rows.flatMap(({ userId }) => userId ?? []);
    const active = await query(this.dataSource, sql.LAST_ACTIVE, { businessId, userIds });
    const times = new Map(active.map(({ userId, lastActiveAt }) => [userId, lastActiveAt]));
    return rows.map((row) => ({ ...row, lastActiveAt: times.get(row.userId ?? '') ?? null }));
  }
}
