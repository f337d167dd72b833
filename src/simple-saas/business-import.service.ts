import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { type Business, BusinessesService } from '../businesses/index.js';
import { DomainError } from '../common/domain-error.js';
import { execute, maybeOne } from '../database/sql.js';
import { EventsService } from '../events/index.js';
import { InvitationsService, memberAdded, MembersService, Seats } from '../members/index.js';
import { LifecycleService, SubscriptionsService } from '../subscriptions/index.js';
import { type User, UsersService } from '../users/index.js';
import type { Row } from './dump.js';
import { LeftOut } from './import-refused.error.js';
import { nameOf } from './name-of.js';
import type { Person } from './people.js';
import type { Doubt } from './report.js';
import { FIND_IMPORTED, FIND_IN_IMPORTED, FIND_OTHER_USE, NOTE_IMPORTED } from './simple-saas.sql.js';
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

/** The account of a person, or why the person cannot join with the account that is there. */
type Account =
  | { user: User; madeBy: 'this' | 'import' | 'other'; refused?: never }
  | { refused: 'operator_account' | 'address_not_proven' };

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

  /** Whether an earlier import made the business, also if it has another externalId by now, or was erased. */
  async isThere(manager: EntityManager, pk: string): Promise<boolean> {
    return (await maybeOne(manager, FIND_IMPORTED, { externalId: externalIdOf(pk) })) !== undefined;
  }

  /**
   * Makes the business in the caller's transaction. Its owner and members join even if the plan has no room for them, because
   * they were there before. Keys and tokens are not imported: the business makes new keys.
   *
   * @throws LeftOut when the person who would own it cannot join; DomainError when the business cannot be imported as a whole for
   * another reason; `external_id_taken` when another import was faster
   */
  async import(manager: EntityManager, wanted: WantedBusiness, now: Date): Promise<ImportedBusiness> {
    const { row, team, choice } = wanted;
    const done: ImportedBusiness = { members: 0, invitations: 0, doubts: [] };
    const account = await this.account(manager, team.owner.person, now, done);
    if (account.refused !== undefined) throw new LeftOut(account.refused, OWNER_CANNOT_JOIN[account.refused]);
    const { user: owner } = account;
    if (team.owner.state !== 'on' && !(await this.hasOtherUse(manager, account)))
      await this.suspend(manager, owner, now);
    const name = nameOf(row.name);
    const business = await this.businesses.create(
      manager,
      {
        name: name === '' ? `Business ${row.pk}` : name,
        testClockId: null,
        externalId: externalIdOf(row.pk),
        metadata: {},
      },
      { now: choice.startsAt, realTime: now },
    );
    await execute(manager, NOTE_IMPORTED, { externalId: externalIdOf(row.pk) });
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

  /**
   * The account of a person: the account with this address if there is one, else a new one. Anybody can sign up with an address, so
   * an account that was here joins only if its address is proven, or if an import or an operator gave it this address.
   */
  private async account(
    manager: EntityManager,
    { pk, email, passwordHash, firstName, lastName }: Person,
    now: Date,
    { doubts }: ImportedBusiness,
  ): Promise<Account> {
    const found = await this.users.findByEmail(manager, email);
    if (found === null) {
      const user = await this.users.create(manager, { email, passwordHash, firstName, lastName }, now);
      return { user, madeBy: 'this' };
    }
    if (found.operator) return { refused: 'operator_account' };
    const imported = (await maybeOne(manager, FIND_IN_IMPORTED, { userId: found.id })) !== undefined;
    const named = imported || (await this.members.joinedManagedBusiness(manager, found.id));
    if (found.emailVerifiedAt === null && !named) return { refused: 'address_not_proven' };
    if (!imported)
      doubts.push({
        row: `auth.user ${pk}`,
        rule: 'account_there',
        decision: `${email} has an account here: it joins, and keeps its password`,
      });
    return { user: found, madeBy: imported ? 'import' : 'other' };
  }

  /**
   * Whether the account serves more than this business. That is so if it was here before the imports, if its address is proven, if
   * it is in a business that no import made, or if its person is active in a business.
   */
  private async hasOtherUse(
    manager: EntityManager,
    { user, madeBy }: Exclude<Account, { refused: string }>,
  ): Promise<boolean> {
    if (madeBy !== 'import') return madeBy === 'other';
    if (user.emailVerifiedAt !== null) return true;
    return (await maybeOne(manager, FIND_OTHER_USE, { userId: user.id })) !== undefined;
  }

  private async suspend(manager: EntityManager, { id }: User, now: Date): Promise<void> {
    await this.users.suspend(manager, id, now);
    const target = { kind: 'user', id };
    await this.audit.recordForOperators(manager, { by: SYSTEM, action: 'user.suspended', target });
  }

  /**
   * Begins the subscription at the time when it began in the original, and brings it to now or to its end. Returns the code of
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
    await this.subscriptions.rollForwardImported(manager, businessId, endedAt ?? now);
    if (endedAt !== null) await this.lifecycle.endImported(manager, businessId, endedAt);
    return plan.code;
  }

  private async add(
    manager: EntityManager,
    business: Business,
    { person, state }: Member,
    joining: Joining,
  ): Promise<void> {
    if (state === 'invited') return this.invite(manager, business, person, joining);
    const { row, now, done } = joining;
    const account = await this.account(manager, person, now, done);
    if (account.refused !== undefined) {
      const decision = `no member of saas.business ${row.pk}: ${person.email} ${CANNOT_JOIN[account.refused]}`;
      done.doubts.push({ row: `auth.user ${person.pk}`, rule: account.refused, decision });
      if (account.refused === 'address_not_proven' && state === 'on')
        await this.invite(manager, business, person, joining);
      return;
    }
    const id = await this.members.addHuman(manager, business.id, account.user.id, 'member', now);
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
    await this.seats.takeAnyway(manager, businessId, memberId, now);
    const row = await this.members.get(manager, businessId, memberId);
    await this.events.record(manager, memberAdded(businessId, row, now));
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

const OWNER_CANNOT_JOIN = {
  operator_account: 'Its owner is an operator here.',
  address_not_proven:
    'Its owner has an account here with an address that is not proven. Let the person follow the mailed link, or name another owner.',
};
const CANNOT_JOIN = {
  operator_account: 'is an operator here, and those are members of nothing',
  address_not_proven:
    'has an account here with an address that is not proven; an active member is invited instead',
};

const externalIdOf = (pk: string): string => `simple-saas:${pk}`;
