import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { type Business, BusinessesService } from '../businesses/index.js';
import { DomainError } from '../common/domain-error.js';
import { asOneLine } from '../common/validation.js';
import { maybeOne } from '../database/sql.js';
import { EventsService } from '../events/index.js';
import { InvitationsService, MembersService, memberView, Seats } from '../members/index.js';
import { LifecycleService, SubscriptionsService } from '../subscriptions/index.js';
import { type User, UsersService } from '../users/index.js';
import type { Row } from './dump.js';
import type { Person } from './people.js';
import type { Doubt } from './report.js';
import { FIND_BY_EXTERNAL_ID, IS_IMPORTED } from './simple-saas.sql.js';
import type { Choice } from './subscription-choice.js';
import type { Member, Team } from './team.js';

/** A business of the original system, with all that was decided about it. */
export interface WantedBusiness {
  row: Row<'business'>;
  team: Team;
  choice: Choice;
}

export interface ImportedBusiness {
  members: number;
  invitations: number;
  doubts: Doubt[];
}

/** What the members of a business have in common who join it. */
interface Joining {
  owner: User;
  /** The id of the owner as a member. */
  ownerId: string;
  row: Row<'business'>;
  now: Date;
  done: ImportedBusiness;
}

/** Imports one business with its people and its subscription. */
@Injectable()
export class BusinessImportService {
  constructor(
    private readonly users: UsersService,
    private readonly businesses: BusinessesService,
    private readonly members: MembersService,
    private readonly seats: Seats,
    private readonly subscriptions: SubscriptionsService,
    private readonly lifecycle: LifecycleService,
    private readonly invitations: InvitationsService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** Whether an earlier import made the business. */
  async isThere(manager: EntityManager, pk: string): Promise<boolean> {
    return (await maybeOne(manager, FIND_BY_EXTERNAL_ID, { externalId: externalIdOf(pk) })) !== undefined;
  }

  /**
   * Makes the business in the caller's transaction. Its owner and members join even if the plan has no room for them, because
   * they were there before. Keys and tokens are not imported: the business makes new keys.
   *
   * @throws DomainError when the business cannot be imported as a whole; `external_id_taken` when another import was faster
   */
  async import(manager: EntityManager, wanted: WantedBusiness, now: Date): Promise<ImportedBusiness> {
    const { row, team, choice } = wanted;
    const done: ImportedBusiness = { members: 0, invitations: 0, doubts: [] };
    const owner = await this.account(manager, team.owner.person, row, now, done);
    if (owner === null) throw new DomainError('operator_account', 'Its owner is an operator here.');
    if (team.owner.state !== 'on') await this.users.suspend(manager, owner.id, now);
    const name = asOneLine(row.name.replaceAll('\0', '')).slice(0, 100).trim();
    const business = await this.businesses.create(
      manager,
      {
        name: name === '' ? `Business ${row.pk}` : name,
        testClockId: null,
        externalId: externalIdOf(row.pk),
        metadata: {},
      },
      choice.startsAt,
      now,
    );
    const ownerId = await this.members.addHuman(manager, business.id, owner.id, 'owner', now);
    const planCode = await this.begin(manager, business.id, choice, now);
    await this.join(manager, business.id, ownerId, now, done);
    for (const member of team.others)
      await this.add(manager, business, member, { owner, ownerId, row, now, done });
    if (!row.is_active) await this.businesses.suspendImported(manager, business.id, now);
    await this.audit.record(manager, business.id, {
      by: SYSTEM,
      action: 'business.created',
      target: { kind: 'business', id: business.id },
      after: { name: business.name, planCode, importedFrom: externalIdOf(row.pk) },
    });
    return done;
  }

  /** The account of a person: the account with this address if there is one, else a new one. Null if it is an operator's. */
  private async account(
    manager: EntityManager,
    person: Person,
    { pk }: Row<'business'>,
    now: Date,
    { doubts }: ImportedBusiness,
  ): Promise<User | null> {
    const { email, passwordHash, firstName, lastName } = person;
    const found = await this.users.findByEmail(manager, email);
    if (found === null) return this.users.create(manager, { email, passwordHash, firstName, lastName }, now);
    const at = `auth.user ${person.pk}`;
    if (found.operator) {
      const decision = `left out of saas.business ${pk}: ${email} is an operator here, and those are members of nothing`;
      doubts.push({ row: at, rule: 'operator_account', decision });
      return null;
    }
    if ((await maybeOne(manager, IS_IMPORTED, { userId: found.id })) === undefined)
      doubts.push({
        row: at,
        rule: 'account_there',
        decision: `${email} has an account here: it joins, and keeps its password`,
      });
    return found;
  }

  /**
   * Begins the subscription at the time when it began in the original, and brings it to now or to its end. Answers the code of
   * its plan.
   */
  private async begin(
    manager: EntityManager,
    businessId: string,
    choice: Choice,
    now: Date,
  ): Promise<string> {
    const { planCode, startsAt, endedAt } = choice;
    const start = { businessId, testClockId: null, planCode, by: 'operator' as const, withoutTrial: true };
    const { plan } = await this.subscriptions.start(manager, start, startsAt);
    await (endedAt === null
      ? this.subscriptions.rollForwardImported(manager, businessId, now)
      : this.lifecycle.endImported(manager, businessId, endedAt));
    return plan.code;
  }

  private async add(
    manager: EntityManager,
    business: Business,
    { person, state }: Member,
    { owner, ownerId, row, now, done }: Joining,
  ): Promise<void> {
    if (state === 'invited')
      return this.invite(manager, business, person, { owner, ownerId, row, now, done });
    const user = await this.account(manager, person, row, now, done);
    if (user === null) return;
    const id = await this.members.addHuman(manager, business.id, user.id, 'member', now);
    await this.join(manager, business.id, id, now, done);
    if (state === 'on') return;
    await this.members.switch(manager, business.id, id, false);
    await this.seats.free(manager, business.id, id);
  }

  private async join(
    manager: EntityManager,
    businessId: string,
    memberId: string,
    now: Date,
    done: ImportedBusiness,
  ): Promise<void> {
    await this.seats.takeForOwner(manager, businessId, memberId, now);
    const member = memberView(await this.members.get(manager, businessId, memberId));
    await this.events.record(manager, { businessId, type: 'member.added', data: { member }, at: now });
    done.members += 1;
  }

  /** Invites a person, in a savepoint: if the person cannot be invited, only the person is left out, and not the business. */
  private async invite(
    manager: EntityManager,
    { id }: Business,
    { pk, email }: Person,
    { owner, ownerId, now, done }: Joining,
  ): Promise<void> {
    const by = `${owner.firstName} ${owner.lastName}`;
    try {
      await manager.transaction((nested) =>
        this.invitations.invite(
          nested,
          id,
          { email, role: 'member', by, byMember: ownerId, actor: SYSTEM },
          now,
        ),
      );
      done.invitations += 1;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      done.doubts.push({
        row: `auth.user ${pk}`,
        rule: 'not_invited',
        decision: `left out: ${error.detail}`,
      });
    }
  }
}

const externalIdOf = (pk: string): string => `simple-saas:${pk}`;
