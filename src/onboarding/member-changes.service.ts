import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { type MemberPrincipal, ranksAtLeast } from '../common/principal.js';
import { Refusal } from '../common/refusal.js';
import { type MemberRow, MembersService, type MemberView, memberView } from '../members/members.service.js';
import { UsageService } from '../usage/usage.service.js';

/** Changes of members that take or free a seat. */
@Injectable()
export class MemberChangesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly members: MembersService,
    private readonly usage: UsageService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Turns a member on or off. A person who is turned on takes a seat, one who is turned off frees it; bots take none.
   *
   * @throws NotFound; Refusal `role_too_low` for a person of the caller's own rank or above; LimitReached when no seat
   *   is left.
   */
  async edit(by: MemberPrincipal, id: string, change: { active?: boolean }, now: Date): Promise<MemberView> {
    return this.dataSource.transaction(async (manager) => {
      const member = await this.members.get(manager, by.businessId, id);
      refuseRank(by, member);
      const { active } = change;
      if (active === undefined || !(await this.members.switch(manager, by.businessId, id, active)))
        return memberView(member);
      if (member.kind === 'human' && active) await this.usage.takeSeat(manager, by.businessId, id, now);
      if (member.kind === 'human' && !active) await this.usage.freeSeat(manager, by.businessId, id);
      const target = { kind: member.kind, id };
      const entry = { action: 'member.switched', target, before: { active: !active }, after: { active } };
      await this.audit.record(manager, by.businessId, { actor: actorOf(by), ...entry }, this.clock.now());
      return memberView({ ...member, active });
    });
  }
}

function refuseRank(by: MemberPrincipal, { role }: MemberRow): void {
  if (role === null || !ranksAtLeast(role, by.role)) return;
  throw new Refusal('role_too_low', 'You can change members below your own rank only.', { role: by.role });
}
