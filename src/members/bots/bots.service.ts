import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../../audit/index.js';
import type { Times } from '../../common/access.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { MOST_BOTS } from '../../common/key-limits.js';
import { type MemberPrincipal, SCOPES } from '../../common/principal.js';
import { execute, one } from '../../database/sql.js';
import { EventsService, previousOf } from '../../events/index.js';
import { MemberRanksService } from '../member-ranks.service.js';
import { type MemberView, memberView } from '../member.view.js';
import { MembersService } from '../members.service.js';
import type { CreateBotDto, EditBotDto } from './bot.dto.js';
import { COUNT_BOTS, EDIT_BOT } from './bots.sql.js';

/** Makes and changes bots. `MemberChangesService` switches bots on and off, like all members. */
@Injectable()
export class BotsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly members: MembersService,
    private readonly ranks: MemberRanksService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** Makes a bot, without keys. @throws DomainError `too_many_bots` */
  async create(by: MemberPrincipal, body: CreateBotDto, { now, realTime }: Times): Promise<MemberView> {
    const { businessId } = by;
    return this.dataSource.transaction(async (manager) => {
      // This locks the business exclusively, so that bots are counted and made one after the other.
      await this.ranks.confirmToEdit(manager, by, 'admin');
      if ((await one(manager, COUNT_BOTS, { businessId })).count >= MOST_BOTS)
        throw new DomainError(
          'too_many_bots',
          `There are ${MOST_BOTS} bots already, which is the limit. Remove one first.`,
        );
      const scopes = body.scopes ?? SCOPES;
      const id = await this.members.addBot(manager, businessId, body.name, scopes, realTime);
      const target = { kind: 'bot', id };
      const after = { name: body.name, scopes };
      await this.audit.record(manager, businessId, { by, action: 'bot.created', target, after });
      const bot = memberView(await this.members.get(manager, businessId, id));
      await this.events.record(manager, { businessId, type: 'bot.created', data: { bot }, at: now });
      return bot;
    });
  }

  /** Renames a bot, or limits what its keys may do, from the next request on. @throws NotFound, also for a person */
  async edit(by: MemberPrincipal, id: string, asked: EditBotDto, now: Date): Promise<MemberView> {
    const { businessId } = by;
    return this.dataSource.transaction(async (manager) => {
      await this.ranks.confirm(manager, by, 'admin');
      // Before the lock, because the path may name the caller, whose row is locked in share mode.
      if ((await this.members.get(manager, businessId, id)).kind !== 'bot') throw new NotFound('bot');
      await this.members.lock(manager, businessId, id);
      const before = await this.members.get(manager, businessId, id);
      const { name, scopes } = asked;
      const values = { businessId, id, name: name ?? null, scopes: scopes ?? null };
      if ((await execute(manager, EDIT_BOT, values)) === 0) throw new NotFound('bot');
      const bot = memberView(await this.members.get(manager, businessId, id));
      // Only name and scopes are compared, because the last use of its keys may have changed meanwhile.
      const previous = previousOf({ ...bot, name: before.name, scopes: before.scopes ?? [] }, bot);
      if (Object.keys(previous).length === 0) return bot;
      await this.audit.record(manager, businessId, {
        by,
        action: 'bot.edited',
        target: { kind: 'bot', id },
        before: { name: before.name, scopes: before.scopes },
        after: { name: bot.name, scopes: bot.scopes },
      });
      const data = { member: bot, previous };
      await this.events.record(manager, { businessId, type: 'member.changed', data, at: now });
      return bot;
    });
  }
}
