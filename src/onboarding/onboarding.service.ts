import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, AuditService } from '../audit/index.js';
import { AccountLocksService, AuthService, EmailChangesService, type TokensView } from '../auth/index.js';
import {
  type Business,
  BusinessesService,
  businessView,
  type NewBusiness,
  operatorBusinessView,
} from '../businesses/index.js';
import type { Times } from '../common/access.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { type OperatorPrincipal, type PersonPrincipal, SCOPES } from '../common/principal.js';
import {
  InvitationsService,
  keyEvent,
  type KeyMode,
  KeysService,
  MembersService,
  memberAdded,
  memberView,
  Seats,
} from '../members/index.js';
import { type NewUser, type User, UsersService } from '../users/index.js';
import { EventsService } from '../events/index.js';
import { RateLimitsService } from '../rate-limits/index.js';
import { type ChangedBy, SubscriptionsService, TestClocksService } from '../subscriptions/index.js';
import type { CreateBusinessDto, OwnerDto, SignUpDto } from './onboarding.dto.js';
import type { AddedBusinessView, CreatedBusinessView, SignedUpView } from './onboarding.view.js';

interface Beginning {
  business: NewBusiness;
  /** A new person, or the caller if the caller has an account. */
  owner: NewUser | PersonPrincipal;
  planCode: string | undefined;
  by: ChangedBy;
  operator: OperatorPrincipal | null;
  from: string | undefined;
}

/** Makes a complete business in one transaction: owner, first bot, subscription and seat. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly businesses: BusinessesService,
    private readonly members: MembersService,
    private readonly keys: KeysService,
    private readonly subscriptions: SubscriptionsService,
    private readonly testClocks: TestClocksService,
    private readonly seats: Seats,
    private readonly auth: AuthService,
    private readonly emails: EmailChangesService,
    private readonly locks: AccountLocksService,
    private readonly limits: RateLimitsService,
    private readonly invitations: InvitationsService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Signs up a person with a new business. The API key of the first bot is only in this answer.
   *
   * @throws DomainError `signup_closed`, `unknown_plan`, `plan_archived`, `no_default_plan`, `email_taken`, `payment_required`;
   * nothing is written then.
   */
  async signUp({ business: { name }, planCode, ...person }: SignUpDto, from: string): Promise<SignedUpView> {
    if (!this.config.signUp)
      throw new DomainError('signup_closed', 'Nobody can sign up here. Ask for an invitation.');
    await this.limits.take('signup', from, person.email);
    const owner = await this.hashed(person, 'password');
    const business = { name, testClockId: null, externalId: null, metadata: {} };
    const beginning = { business, owner, planCode, by: 'owner' as const, operator: null, from };
    const { tokens, ...begun } = await this.begin(beginning);
    return { ...begun, tokens: tokens as TokensView, business: businessView(begun.business) };
  }

  /**
   * Makes another business for a person with an account, on the default plan.
   *
   * @throws DomainError `no_default_plan`; `unauthenticated` when the session has ended meanwhile; `payment_required` when the
   * person has used the trial of the default plan, and the plan has no `selfService`.
   */
  async addBusiness(owner: PersonPrincipal, name: string): Promise<AddedBusinessView> {
    const from = owner.address;
    await this.limits.take('business', from, owner.userId);
    const business = { name, testClockId: null, externalId: null, metadata: {} };
    const beginning = { business, owner, planCode: undefined, by: 'owner' as const, operator: null, from };
    const begun = await this.begin(beginning);
    const { member, subscription, bot } = begun;
    return { ...businessView(begun.business), role: 'owner', member, subscription, bot };
  }

  /**
   * Makes a business for an operator. The payment rule does not apply, and the business may be on a test clock. An owner without
   * a password is invited by mail to choose one, and cannot log in until then.
   *
   * @throws NotFound for an unknown test clock; DomainError as for a sign-up, without `payment_required`; `unauthenticated` when
   *   the operator's session or key has ended meanwhile.
   */
  async createBusiness(operator: OperatorPrincipal, body: CreateBusinessDto): Promise<CreatedBusinessView> {
    const { name, planCode, testClockId = null, externalId = null, metadata = {} } = body;
    const owner = await this.hashed(body.owner, 'owner.password');
    const business = { name, testClockId, externalId, metadata };
    const { toPay: _, ...begun } = await this.begin({
      business,
      owner,
      planCode,
      by: 'operator',
      operator,
      from: operator.address,
    });
    return { ...begun, business: operatorBusinessView(begun.business) };
  }

  /** Hashes before the transaction, because argon2 is slow on purpose and the transaction would hold its locks meanwhile. */
  private async hashed({ email, firstName, lastName, password }: OwnerDto, field: string): Promise<NewUser> {
    const passwordHash =
      password === undefined ? null : await this.users.hashPassword(password, email, field);
    return { email, firstName, lastName, passwordHash };
  }

  private begin(beginning: Beginning) {
    const { testClockId } = beginning.business;
    const realTime = this.clock.now();
    const inTransaction = async (manager: EntityManager) => {
      const now = testClockId === null ? realTime : await this.testClocks.timeOfClock(manager, testClockId);
      return this.make(manager, beginning, { now, realTime });
    };
    // `changing` waits, because an advance of the test clock may lock the clock for a while.
    return testClockId === null
      ? this.dataSource.transaction(inTransaction)
      : this.subscriptions.changing(testClockId, inTransaction);
  }

  private async make(
    manager: EntityManager,
    { business, owner, planCode, by, operator, from }: Beginning,
    times: Times,
  ) {
    const { now, realTime } = times;
    const { testClockId } = business;
    if (operator !== null) await this.locks.byOperator(manager, operator);
    await this.subscriptions.refuseClosedPlan(manager, planCode, by);
    const isNew = 'passwordHash' in owner;
    const user = isNew
      ? await this.users.create(manager, owner, realTime)
      : (await this.locks.bySession(manager, owner)).user;
    const created = await this.businesses.create(manager, business, times);
    const memberId = await this.members.addHuman(manager, created.id, user.id, 'owner', realTime);
    const { toPay, ...subscription } = await this.subscriptions.start(
      manager,
      { businessId: created.id, testClockId, planCode, by },
      now,
    );
    const member = await this.seatOwner(manager, created.id, memberId, now);
    const bot = await this.firstBot(manager, created.id, testClockId === null ? 'live' : 'test', times);
    const actor = operator ?? { kind: 'member' as const, id: memberId, address: from };
    const tokens = isNew ? await this.welcome(manager, user, created, actor, now) : null;
    await this.audit.record(manager, created.id, {
      by: actor,
      action: 'business.created',
      target: { kind: 'business', id: created.id },
      after: { name: created.name, planCode: subscription.plan.code },
    });
    return { business: created, member, subscription, toPay, tokens, bot };
  }

  /** Gives the owner a seat of the plan, which has just started. */
  private async seatOwner(manager: EntityManager, businessId: string, memberId: string, now: Date) {
    await this.seats.takeAnyway(manager, businessId, memberId, now);
    const row = await this.members.get(manager, businessId, memberId);
    await this.events.record(manager, memberAdded(businessId, row, now));
    return memberView(row);
  }

  /** Makes a bot that may do everything, with its key. */
  private async firstBot(
    manager: EntityManager,
    businessId: string,
    mode: KeyMode,
    { now, realTime }: Times,
  ) {
    const id = await this.members.addBot(manager, businessId, 'First bot', SCOPES, realTime);
    const request = { businessId, botId: id, mode, name: 'First key', scopes: SCOPES };
    const { apiKey, ...key } = await this.keys.issue(manager, request, realTime);
    const bot = memberView(await this.members.get(manager, businessId, id));
    await this.events.record(manager, [
      { businessId, type: 'bot.created', data: { bot }, at: now },
      keyEvent('key.created', businessId, id, key, now),
    ]);
    return { id, apiKey };
  }

  /** Logs a new owner in. An owner without a password gets an invitation by mail. */
  private async welcome(
    manager: EntityManager,
    user: User,
    { id: businessId }: Business,
    actor: Actor,
    now: Date,
  ): Promise<TokensView | null> {
    if (user.passwordHash === null && actor.kind === 'operator') {
      const invite = { email: user.email, by: this.config.productName };
      await this.invitations.inviteOwner(manager, businessId, invite, actor, now);
      return null;
    }
    await this.emails.mailFirstVerification(manager, user);
    if (actor.kind === 'member') await this.limits.remember(manager, user.email, actor.address);
    return this.auth.issueTokens(manager, user.id, businessId, null, null);
  }
}
