import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BillingPlansService } from '../billing-plans/billing-plans.service.js';
import type { BotPrincipal } from '../common/principal.js';
import { Refusal } from '../common/refusal.js';
import { query } from '../database/sql.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { AllocationsService } from './allocations.service.js';
import { SPEND, type StandingRow, USED } from './consume.sql.js';
import { FeatureOff, LimitReached, NoActiveSubscription, WrongFeatureKind } from './usage.refusals.js';
import type { BalanceView } from './usage.view.js';

/** A wish to spend: `amount` units of a metered feature, 1 unless told. */
export interface Consumption {
  feature: string;
  amount?: number;
}

/** Spending: the counter that never grants one unit too many. */
@Injectable()
export class UsageService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: BillingPlansService,
    private readonly allocations: AllocationsService,
  ) {}

  /**
   * Spends `amount` units of the business's allowance in its open cycle at `now`. A switch that is on is granted and
   * nothing is counted.
   *
   * All of the amount is spent or none of it, however many bots call at once: check and write are one statement. A
   * cycle that is over is rolled forward first, by the renewal loop's own function.
   *
   * @throws LimitReached when fewer than `amount` units remain; nothing is written.
   * @throws NoActiveSubscription when the business has no live subscription after rolling forward to `now`.
   * @throws Refusal `unknown_feature`, `feature_off`, `renewal_failed`; WrongFeatureKind for an allocated feature.
   */
  async consume(bot: BotPrincipal, { feature, amount = 1 }: Consumption, now: Date): Promise<BalanceView> {
    const standing = await this.spend(bot.businessId, feature, amount, now);
    if (standing.kind === 'allocated') throw new WrongFeatureKind(feature, standing.kind);
    if (standing.subscriptionId === null) throw new NoActiveSubscription();
    if (standing.kind === 'switch') return this.passSwitch(feature, amount, standing);
    if (standing.spent === null) throw await this.limitReached(bot.businessId, feature, amount, standing);
    return balance(feature, amount, standing.spent, standing);
  }

  /** Holds the seat of a business's owner, which is never refused. */
  holdOwnersSeat(manager: EntityManager, businessId: string, memberId: string, now: Date): Promise<void> {
    return this.allocations.holdOwnersSeat(manager, businessId, memberId, now);
  }

  /**
   * Takes a seat for a person, or until `expiresAt` for an invitation; again for one who holds one sets its expiry.
   *
   * @throws LimitReached, NoActiveSubscription
   */
  takeSeat(
    manager: EntityManager,
    businessId: string,
    holder: string,
    now: Date,
    expiresAt?: Date,
  ): Promise<void> {
    return this.allocations.takeSeat(manager, businessId, holder, now, expiresAt);
  }

  /** Passes an invitation's seat on to the person who accepts. @throws LimitReached while more are held than allowed */
  passSeat(manager: EntityManager, businessId: string, from: string, to: string, now: Date): Promise<void> {
    return this.allocations.passSeat(manager, businessId, from, to, now);
  }

  /** Frees a person's seat; nothing happens when there is none. */
  freeSeat(manager: EntityManager, businessId: string, memberId: string): Promise<void> {
    return this.allocations.freeSeat(manager, businessId, memberId);
  }

  private async spend(businessId: string, feature: string, amount: number, now: Date): Promise<StandingRow> {
    for (;;) {
      const [standing] = await query<StandingRow>(this.dataSource, SPEND, [businessId, feature, amount, now]);
      if (standing === undefined) {
        throw new Refusal('unknown_feature', `There is no feature "${feature}".`, { feature });
      }
      if (standing.subscriptionId === null || now < standing.endsAt) return standing;
      await this.subscriptions.rollForward(businessId, now);
    }
  }

  private async passSwitch(feature: string, amount: number, standing: StandingRow): Promise<BalanceView> {
    if (standing.enabled) return { ...balance(feature, amount, 0, standing), limit: null, remaining: null };
    throw new FeatureOff(feature, await this.plans.switchedOnBy(this.dataSource, feature));
  }

  /** Explains a refusal by what the counter holds now: the statement that refused saw only what it held before. */
  private async limitReached(
    businessId: string,
    feature: string,
    requested: number,
    { subscriptionId, cycleIndex, limit, endsAt }: StandingRow,
  ): Promise<LimitReached> {
    const [counter] = await query<{ used: number }>(this.dataSource, USED, [
      businessId,
      subscriptionId,
      cycleIndex,
      feature,
    ]);
    const used = counter?.used ?? 0;
    const remaining = limit === null ? null : Math.max(0, limit - used);
    const unlockedBy = await this.plans.unlockedBy(this.dataSource, feature, used + requested);
    return new LimitReached({
      feature,
      requested,
      used,
      limit,
      credits: 0,
      remaining,
      resetsAt: endsAt,
      unlockedBy,
    });
  }
}

const balance = (feature: string, granted: number, used: number, standing: StandingRow): BalanceView => ({
  id: null,
  feature,
  granted,
  used,
  limit: standing.limit,
  credits: 0,
  remaining: standing.limit === null ? null : Math.max(0, standing.limit - used),
  cycle: { index: standing.cycleIndex, startsAt: standing.startsAt, endsAt: standing.endsAt },
});
