import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.js';
import { BusinessesService, type BusinessView, type RenameBusinessDto } from '../businesses/index.js';
import { type MemberPrincipal, ranksAtLeast } from '../common/principal.js';
import { DomainError, ValidationFailed, WrongState } from '../common/domain-error.js';
import { EventsService, type EventType, previousOf } from '../events/index.js';
import { InvitationsService } from './invitations/invitations.service.js';
import { notOwnerAnyMore } from './member.errors.js';
import { memberRemoved } from './member-event.js';
import { type MemberView, memberView } from './member.view.js';
import type { MemberRow } from './member.rows.js';
import { MemberRanksService } from './member-ranks.service.js';
import { MembersService } from './members.service.js';
import { Seats } from './seats.js';
import type { EditMemberDto } from './member-change.dto.js';

/**
 * What members change about each other and their business: who is on, roles, the name, the owner, and leaving. All take effect with
 * the next request.
 */
@Injectable()
export class MemberChangesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
    private readonly members: MembersService,
    private readonly ranks: MemberRanksService,
    private readonly seats: Seats,
    private readonly invitations: InvitationsService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /**
   * Switches a member on or off, or gives a person another role. A person who is switched on takes a seat; a person who is switched
   * off frees it. Bots take no seat.
   *
   * @throws NotFound; DomainError `role_too_low` for a person of the caller's own rank or above; LimitReached when no seat is
   *   left; ValidationFailed for the role of a bot
   */
  async edit(
    by: MemberPrincipal,
    id: string,
    { role, active }: EditMemberDto,
    now: Date,
  ): Promise<MemberView> {
    return this.seats.changing(by.businessId, async (manager) => {
      const member = await this.locked(manager, by, id);
      if (role !== undefined) await this.changeRole(manager, by, member, role);
      if (active !== undefined) await this.switch(manager, by, member, active, now);
      const before = memberView(member);
      const changed = memberView(await this.members.get(manager, by.businessId, id));
      const previous = previousOf(before, changed);
      if (Object.keys(previous).length > 0)
        await this.recordEvent(manager, by, 'member.changed', { member: changed, previous }, now);
      return changed;
    });
  }

  /** Removes a member from the business. A person's seat becomes free; a bot's keys are deleted. @throws as `edit` */
  async remove(by: MemberPrincipal, id: string, now: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const member = await this.locked(manager, by, id);
      await this.members.remove(manager, by.businessId, id);
      await this.afterRemoval(manager, by, member, 'member.removed', now);
    });
  }

  /**
   * Removes the caller from the business. The seat becomes free. The account and other businesses stay.
   *
   * @throws DomainError `wrong_state` for the owner; `not_a_member` when somebody removed the caller a moment ago;
   *   `business_closed` and `business_suspended` when that happened a moment ago
   */
  async leave(by: MemberPrincipal, now: Date): Promise<void> {
    const { businessId, memberId } = by;
    await this.dataSource.transaction(async (manager) => {
      await this.members.lock(manager, businessId, memberId);
      const member = await this.members.find(manager, businessId, memberId);
      if (member === null)
        throw new DomainError('not_a_member', 'You were removed from the business a moment ago.');
      await this.businesses.confirmOpen(manager, businessId, by);
      if (!(await this.members.remove(manager, businessId, memberId)))
        throw new WrongState('owner', 'You own the business. Hand it over or close it first.');
      await this.afterRemoval(manager, by, member, 'member.left', now);
    });
  }

  /**
   * Makes another active person the owner. The caller becomes an admin. An invitation by which the caller could still become the
   * owner is revoked.
   *
   * @throws NotFound; DomainError `wrong_state` for a bot, and for a person who is switched off or suspended; `role_too_low` when
   *   the caller has handed the business over a moment ago; `business_closed` and `business_suspended` when that happened then
   */
  async handOver(by: MemberPrincipal, to: string, now: Date): Promise<MemberView> {
    return this.dataSource.transaction(async (manager) => {
      await this.members.lock(manager, by.businessId, by.memberId);
      const present = await this.members.get(manager, by.businessId, by.memberId);
      if (present.role !== 'owner') throw notOwnerAnyMore(present.role);
      await this.businesses.confirmOpen(manager, by.businessId, by);
      const next = await this.members.get(manager, by.businessId, to);
      if (next.id === present.id) return memberView(present);
      if (!(await this.members.handOver(manager, by.businessId, by.memberId, to)))
        throw await this.noOwner(manager, by.businessId, to);
      await this.invitations.revokeOwners(manager, by.businessId, now);
      await this.audit.record(manager, by.businessId, {
        by,
        action: 'business.handed_over',
        target: { kind: next.kind, id: to },
        before: { owner: by.memberId },
        after: { owner: to },
      });
      const owner = memberView(await this.members.get(manager, by.businessId, to));
      const previous = previousOf(memberView(present), owner);
      await this.recordEvent(manager, by, 'business.handed_over', { owner, previous }, now);
      return owner;
    });
  }

  /** Renames the business. @throws DomainError as `MemberRanksService.confirmToEdit` */
  async renameBusiness(by: MemberPrincipal, body: RenameBusinessDto, now: Date): Promise<BusinessView> {
    return this.dataSource.transaction(async (manager) => {
      const business = await this.ranks.confirmToEdit(manager, by, 'admin');
      return this.businesses.rename(manager, by, business, body, now);
    });
  }

  /**
   * The error of a member who cannot become the owner. It reads the member again, who may have left a moment ago. @throws NotFound
   */
  private async noOwner(manager: EntityManager, businessId: string, id: string): Promise<WrongState> {
    const { kind, active } = await this.members.get(manager, businessId, id);
    const state = kind === 'bot' ? 'bot' : active ? 'suspended' : 'inactive';
    return new WrongState(state, 'Only an active person can own a business.');
  }

  /**
   * Locks a member below the caller's rank, and reads it. A member who is not below the caller is refused before the lock. The
   * caller's own row is already locked in share mode. If two requests then locked that row, or each other's, for writing, they
   * would end in a deadlock.
   */
  private async locked(manager: EntityManager, by: MemberPrincipal, id: string): Promise<MemberRow> {
    await this.ranks.confirm(manager, by, by.role);
    refuseEqualOrHigherRank(by, await this.members.get(manager, by.businessId, id));
    await this.members.lock(manager, by.businessId, id);
    const member = await this.members.get(manager, by.businessId, id);
    refuseEqualOrHigherRank(by, member);
    return member;
  }

  private async changeRole(
    manager: EntityManager,
    by: MemberPrincipal,
    member: MemberRow,
    role: 'admin' | 'member',
  ): Promise<void> {
    if (member.kind === 'bot')
      throw new ValidationFailed([{ field: 'role', message: 'is for people; a bot has scopes' }]);
    if (!(await this.members.setRole(manager, by.businessId, member.id, role))) return;
    await this.audit.record(manager, by.businessId, {
      by,
      action: 'member.role_changed',
      target: { kind: member.kind, id: member.id },
      before: { role: member.role },
      after: { role },
    });
  }

  private async switch(
    manager: EntityManager,
    by: MemberPrincipal,
    member: MemberRow,
    active: boolean,
    now: Date,
  ): Promise<void> {
    if (!(await this.members.switch(manager, by.businessId, member.id, active))) return;
    if (member.kind === 'human' && active) await this.seats.take(manager, by.businessId, member.id, now);
    if (member.kind === 'human' && !active) await this.seats.free(manager, by.businessId, member.id);
    await this.audit.record(manager, by.businessId, {
      by,
      action: 'member.switched',
      target: { kind: member.kind, id: member.id },
      before: { active: !active },
      after: { active },
    });
  }

  /** Frees the seat of a member who was removed or left, and records it. */
  private async afterRemoval(
    manager: EntityManager,
    by: MemberPrincipal,
    member: MemberRow,
    action: 'member.removed' | 'member.left',
    now: Date,
  ): Promise<void> {
    const { id, kind, name, email, role } = member;
    await this.seats.free(manager, by.businessId, id);
    const entry = { by, action, target: { kind, id }, before: { name, email, role } };
    await this.audit.record(manager, by.businessId, entry);
    await this.events.record(manager, memberRemoved(by.businessId, member, now));
  }

  private recordEvent(
    manager: EntityManager,
    { businessId }: MemberPrincipal,
    type: EventType,
    data: Record<string, unknown>,
    at: Date,
  ): Promise<void> {
    return this.events.record(manager, { businessId, type, data, at });
  }
}

function refuseEqualOrHigherRank(by: MemberPrincipal, { role }: MemberRow): void {
  if (role === null || !ranksAtLeast(role, by.role)) return;
  throw new DomainError('role_too_low', 'You can change members below your own rank only.', {
    role: by.role,
  });
}
