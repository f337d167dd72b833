import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DAY_MS } from '../../common/clock.js';
import { type Actor, type AuditedChange, AuditService } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import { newId } from '../../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { MemberPrincipal, OperatorPrincipal, Role } from '../../common/principal.js';
import { DomainError, NotFound, WrongState } from '../../common/domain-error.js';
import { violatedConstraint } from '../../database/outage.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import { EventsService } from '../../events/index.js';
import { MemberRanksService } from '../member-ranks.service.js';
import { MembersService } from '../members.service.js';
import { UsersService } from '../../users/index.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { Seats } from '../seats.js';
import { InvitationTokensService } from './invitation-tokens.service.js';
import { answeredInvitation, createdInvitation } from './invitation-event.js';
import { type InvitationView, invitationView } from './invitation.view.js';
import type { InvitationRow } from './invitation.rows.js';
import type { InviteDto } from './invitation.dto.js';
import * as sql from './invitations.sql.js';

const LIFETIME_MS = 7 * DAY_MS;

/** The invited person, the role, and the member who invites. */
export interface Invite {
  email: string;
  role: Role;
  /** The name of the inviter, as the invited person reads it. */
  by: string;
  /** The inviter, if that is a member, whose name goes when the person is erased. */
  byMember: string | null;
  actor: Actor;
}

/** Invites people into businesses. Each open invitation holds a seat until it is answered or expires. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
    private readonly members: MembersService,
    private readonly ranks: MemberRanksService,
    private readonly users: UsersService,
    private readonly seats: Seats,
    private readonly tokens: InvitationTokensService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  async list(businessId: string, page: PageQuery, now: Date): Promise<Page<InvitationView>> {
    const values = { businessId, before: beforeId(page), limit: pageLimit(page) + 1, now };
    return toPage(await query(this.dataSource, sql.LIST_INVITATIONS, values), page, invitationView);
  }

  /**
   * Invites a person by mail. An existing account does not change; its person becomes a member only when they accept.
   *
   * @throws DomainError `already_member`, `already_invited`, `operator_account`, `no_active_subscription`; `rate_limited` when
   *   five mails went to this address today, or when somebody whose own address is not verified has sent ten; LimitReached when no
   *   seat is left
   */
  async create(member: MemberPrincipal, { email, role }: InviteDto, now: Date): Promise<InvitationView> {
    await this.limits.take('invite', member.address, member.businessId);
    return this.seats.changing(member.businessId, async (manager) => {
      await this.ranks.confirm(manager, member, 'admin');
      await this.limitUnverifiedInviter(manager, member);
      const { id: byMember, name: by } = await this.members.get(manager, member.businessId, member.memberId);
      const invite = { email, role, by, byMember, actor: member };
      return invitationView(await this.invite(manager, member.businessId, invite, now));
    });
  }

  /**
   * Invites the owner of a business to choose a password. The owner is already a member, and has a seat. `by` is the name of the
   * product, because customers do not learn which operator acted.
   */
  async inviteOwner(
    manager: EntityManager,
    businessId: string,
    { email, by }: Pick<Invite, 'email' | 'by'>,
    operator: OperatorPrincipal,
    now: Date,
  ): Promise<void> {
    const invite = { email, role: 'owner' as const, by, byMember: null, actor: operator };
    await this.invite(manager, businessId, invite, now);
  }

  /** Invites a person by mail, in the caller's transaction. @throws as `create`, except `rate_limited` */
  async invite(
    manager: EntityManager,
    businessId: string,
    { email, role, by, byMember, actor }: Invite,
    now: Date,
  ): Promise<InvitationRow> {
    const business = await this.businesses.get(manager, businessId);
    if (role !== 'owner') await this.refuseInvitee(manager, businessId, email);
    await execute(manager, sql.EXPIRE, { businessId, email, now });
    const id = newId();
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);
    const values = { businessId, id, email, role, invitedBy: by, byMember, expiresAt, now };
    const invitation = await maybeOne(manager, sql.INSERT, values);
    if (invitation === undefined) throw await this.alreadyInvited(manager, businessId, email, now);
    if (role !== 'owner') await this.seats.take(manager, businessId, id, now, expiresAt);
    await this.tokens.mailLink(manager, invitation, business.name, actor);
    const target = { kind: 'invitation', id };
    const entry = { by: actor, action: 'invitation.created', target, after: { email, role } };
    await this.audit.record(manager, businessId, entry);
    await this.events.record(manager, createdInvitation(invitation, now));
    return invitation;
  }

  /**
   * Mails a new link for the same invitation, valid for another seven days. The earlier link becomes invalid. If the invitation was
   * expired, it takes a seat again.
   *
   * @throws NotFound; DomainError `wrong_state` for an invitation that is answered, revoked or replaced, and for that of the owner,
   *   who is in already; LimitReached
   */
  async resend(member: MemberPrincipal, id: string, now: Date): Promise<InvitationView> {
    const { businessId } = member;
    await this.limits.take('invite', member.address, businessId);
    return this.seats.changing(businessId, async (manager) => {
      await this.ranks.confirm(manager, member, 'admin');
      await this.limitUnverifiedInviter(manager, member);
      const invitation = await this.lockOpen(manager, businessId, id, now);
      await this.refuseInvitee(manager, businessId, invitation.email);
      // The owner has another address by now. With this invitation nobody could come in, but it would take a seat.
      if (invitation.role === 'owner')
        throw new WrongState('owner', 'The invitation is for the owner, who is in already.');
      const expiresAt = new Date(now.getTime() + LIFETIME_MS);
      // The invitation first and then its seat, as `invite` does. Otherwise the two would wait for each other.
      const extended = await this.extend(manager, { businessId, id, expiresAt, now });
      await this.seats.take(manager, businessId, id, now, expiresAt);
      const { name } = await this.businesses.get(manager, businessId);
      await this.tokens.mailLink(manager, extended, name, member);
      const target = { kind: 'invitation', id };
      const { email, role } = invitation;
      const entry = { by: member, action: 'invitation.resent', target, after: { email, role } };
      await this.audit.record(manager, businessId, entry);
      return invitationView(extended);
    });
  }

  /** Revokes an invitation, and frees its seat. @throws NotFound; DomainError `wrong_state` when it is answered */
  async revoke(
    by: MemberPrincipal | OperatorPrincipal,
    businessId: string,
    id: string,
    now: Date,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      if (by.kind === 'member') await this.ranks.confirm(manager, by, 'admin');
      const invitation = await this.lockOpen(manager, businessId, id, now);
      await execute(manager, sql.CLOSE, { businessId, id, status: 'revoked' });
      await this.seats.free(manager, businessId, id);
      const target = { kind: 'invitation', id };
      const after = { email: invitation.email };
      await this.audit.record(manager, businessId, { by, action: 'invitation.revoked', target, after });
      await this.events.record(manager, answeredInvitation(invitation, 'revoked', now));
    });
  }

  /**
   * Revokes every open invitation of a business, in the transaction that closes it, and returns what the audit log can say of each.
   */
  async revokeAll(manager: EntityManager, businessId: string, now: Date): Promise<AuditedChange[]> {
    const revoked = await query(manager, sql.CLOSE_ALL, { businessId, now });
    await this.seats.free(manager, businessId, ...revoked.map(({ id }) => id));
    const events = revoked.map((row) => answeredInvitation({ ...row, status: 'pending' }, 'revoked', now));
    await this.events.record(manager, events);
    return revoked.map(({ id, email }) => {
      return { action: 'invitation.revoked', target: { kind: 'invitation', id }, after: { email } };
    });
  }

  /** Revokes the invitation of an owner who hands the business over, and never accepted it. It holds no seat. */
  async revokeOwners(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    const revoked = await query(manager, sql.CLOSE_OWNERS, { businessId, now });
    const events = revoked.map((row) => answeredInvitation({ ...row, status: 'pending' }, 'revoked', now));
    await this.events.record(manager, events);
  }

  /** Extends a locked invitation. @throws DomainError `wrong_state` where another server makes a newer one at the same time */
  private async extend(
    manager: EntityManager,
    values: { businessId: string; id: string; expiresAt: Date; now: Date },
  ): Promise<InvitationRow> {
    try {
      return await one(manager, sql.EXTEND, values);
    } catch (error) {
      if (violatedConstraint(error) !== 'invitations_one_pending') throw error;
      throw new WrongState('expired', 'A newer invitation replaces this one.');
    }
  }

  /** Limits the invitations of a person whose own address is not verified. @throws DomainError `rate_limited` */
  private async limitUnverifiedInviter(manager: EntityManager, { userId }: MemberPrincipal): Promise<void> {
    const user = await this.users.find(manager, userId);
    if (user?.emailVerifiedAt === null) await this.limits.takeWithin(manager, 'invitation', userId);
  }

  /** Locks an invitation that is open or expired, and reads it. @throws NotFound; DomainError `wrong_state` */
  private async lockOpen(
    manager: EntityManager,
    businessId: string,
    id: string,
    now: Date,
  ): Promise<InvitationRow> {
    const invitation = await maybeOne(manager, sql.LOCK, { businessId, id, now });
    if (invitation === undefined) throw new NotFound('invitation');
    const { status, email } = invitation;
    if (status === 'accepted' || status === 'revoked')
      throw new WrongState(
        status,
        status === 'accepted'
          ? 'The invitation was accepted.'
          : `The invitation was revoked. You can invite ${email} again.`,
      );
    const open = await maybeOne(manager, sql.FIND_OPEN, { businessId, email, now });
    if (open !== undefined && open.id !== id)
      throw new WrongState(status, `A newer invitation replaces this one: ${open.id}.`);
    return invitation;
  }

  private async refuseInvitee(manager: EntityManager, businessId: string, email: string): Promise<void> {
    const user = await this.users.findByEmail(manager, email);
    if (user?.operator === true)
      throw new DomainError('operator_account', 'This e-mail belongs to the people who run the service.');
    const member = await this.members.findByEmail(manager, businessId, email);
    if (member === null) return;
    const next = member.active ? 'Nothing is left to do.' : 'Switch the member on instead.';
    throw new DomainError('already_member', `${email} is a member already. ${next}`, { memberId: member.id });
  }

  private async alreadyInvited(manager: EntityManager, businessId: string, email: string, now: Date) {
    const open = await maybeOne(manager, sql.FIND_OPEN, { businessId, email, now });
    const text = `${email} has an open invitation. Send it again, or revoke it first.`;
    return new DomainError('already_invited', text, { invitationId: open?.id ?? null });
  }
}
