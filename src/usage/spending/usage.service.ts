import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BillingPlansService, type Unlocking } from '../../billing-plans/index.js';
import type { BotClaim } from '../../common/access.js';
import { Gathering } from '../../common/gathering.js';
import type { BotPrincipal } from '../../common/principal.js';
import { type Executor, query } from '../../database/sql.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import { AllocationsService } from '../allocations/allocations.service.js';
import type { KeyedRequest } from '../idempotency/idempotency-key.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { BOTS } from '../idempotency/idempotency.sql.js';
import { type StandingRow, STANDINGS } from './settlement.sql.js';
import type { Balance, Outcome, Spend, Wanted } from './spend.js';
import { SpendingService } from './spending.service.js';
import {
  FeatureOff,
  LimitReached,
  NoActiveSubscription,
  UnknownFeature,
  WrongFeatureKind,
} from '../usage.refusals.js';
import type { BalanceView } from '../usage.view.js';

/** A wish to spend: `amount` units of a metered feature, 1 unless told. */
export interface Consumption {
  feature: string;
  amount?: number;
}

/** What a refusal asks: which plans would allow a business `needed` units of a feature. */
interface Unlockable {
  businessId: string;
  feature: string;
  needed: number;
}

/** Spending: the counter that never grants one unit too many. */
@Injectable()
export class UsageService {
  private readonly unlocking = new Gathering<Unlockable, Unlocking[]>((asked) => this.unlockedBy(asked), {
    laneOf: ({ businessId }) => businessId,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: BillingPlansService,
    private readonly allocations: AllocationsService,
    private readonly spending: SpendingService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * The same for a bot by its claim: one statement looks up the key and spends, for those whom the guard would simply
   * admit. Everybody else is admitted first.
   *
   * @throws Refusal the first that applies, of the guard's and of `consume`'s
   */
  async consumeBy(
    claim: BotClaim,
    consumption: Consumption,
    keyed: KeyedRequest | null,
  ): Promise<BalanceView> {
    const { feature, amount = 1 } = consumption;
    const { businessId } = claim;
    const metered = (await this.plans.kindOf(feature)) === 'metered';
    // Nobody shares the answer to a twin before it is known who asks.
    if (!metered || (keyed !== null && this.idempotency.isShared(businessId, keyed))) {
      const { bot, now } = await claim.admit();
      return this.consume(bot, consumption, keyed, now);
    }
    const spend = () => this.spendBy(claim, { feature, amount, keyed });
    return keyed === null ? spend() : this.idempotency.shared(businessId, keyed, spend);
  }

  /**
   * Spends `amount` units of the business's allowance in its open cycle at `now`, plan first, then credits. A switch
   * that is on is granted and nothing is counted.
   *
   * All of the amount is spent or none of it, however many bots call at once: check and write are one statement. A
   * cycle that is over is rolled forward first, by the renewal loop's own function. Repeating a call with the same key
   * spends once and answers what was answered first.
   *
   * @throws LimitReached when fewer than `amount` units remain; nothing is written.
   * @throws NoActiveSubscription when the business has no live subscription after rolling forward to `now`.
   * @throws UnknownFeature, FeatureOff, WrongFeatureKind for an allocated feature; Refusal `renewal_failed`,
   *   `idempotency_key_reused`, `idempotency_in_progress`, `overloaded`, `outcome_unknown`.
   */
  async consume(
    { businessId }: BotPrincipal,
    { feature, amount = 1 }: Consumption,
    keyed: KeyedRequest | null,
    now: Date,
  ): Promise<BalanceView> {
    const kind = await this.plans.kindOf(feature);
    if (kind === null) throw new UnknownFeature(feature);
    if (kind === 'allocated') throw new WrongFeatureKind(feature, kind);
    if (kind === 'switch') return this.passSwitch(businessId, { feature, amount }, keyed, now);
    const spend = { businessId, feature, amount, now, keyed, claim: null };
    if (keyed === null) return this.spend(spend);
    return this.idempotency.shared(businessId, keyed, () => this.spend(spend));
  }

  /**
   * Looks up the kinds of features before many spends are sent at once. Otherwise a spend of a feature that this server
   * has not met yet waits for its kind, and the next one overtakes it.
   */
  async learnKinds(features: string[]): Promise<void> {
    await Promise.allSettled([...new Set(features)].map((feature) => this.plans.kindOf(feature)));
  }

  private async spendBy(claim: BotClaim, wanted: Wanted): Promise<BalanceView> {
    const outcome = await this.spending.spendBy(claim, wanted);
    if (outcome !== null && outcome.kind !== 'overdue' && outcome.kind !== 'inProgress')
      return this.answer(claim.businessId, wanted, outcome);
    const { now } = await claim.admit();
    return this.spend({ ...wanted, businessId: claim.businessId, now, claim: null });
  }

  private async spend(spend: Spend): Promise<BalanceView> {
    return this.answer(spend.businessId, spend, await this.outcomeOf(spend));
  }

  private async answer(
    businessId: string,
    { feature, amount, keyed }: Wanted,
    outcome: Outcome,
  ): Promise<BalanceView> {
    if (outcome.kind === 'granted') return balanceView(outcome.id, feature, amount, outcome.balance);
    if (outcome.kind === 'replayed') {
      keyed?.replayed();
      return balanceView(outcome.id, feature, amount, outcome.balance);
    }
    if (outcome.kind === 'refused')
      throw await this.limitReached(businessId, feature, amount, outcome.balance);
    if (outcome.kind === 'failed') throw outcome.refusal;
    if (outcome.kind === 'unsubscribed') throw new NoActiveSubscription();
    throw new Error(`A spend of ${feature} came to no end: ${outcome.kind}`);
  }

  /** Rolls the business forward, or waits for a twin on another server, as often as it takes. */
  private outcomeOf(spend: Spend): Promise<Outcome> {
    return this.idempotency.patiently(async () => {
      let outcome = await this.spending.spend(spend);
      while (outcome.kind === 'overdue') {
        await this.subscriptions.rollForward(spend.businessId, spend.now);
        outcome = await this.spending.spend(spend);
      }
      return outcome.kind === 'inProgress' ? null : outcome;
    });
  }

  private async passSwitch(
    businessId: string,
    { feature, amount }: Required<Consumption>,
    keyed: KeyedRequest | null,
    now: Date,
  ): Promise<BalanceView> {
    const pass = async (on: Executor, id: string | null) => {
      const [standing] = await query<StandingRow>(on, STANDINGS, [
        [businessId],
        [feature],
        [now.toISOString()],
      ]);
      if (standing === undefined || standing.subscriptionId === null) throw new NoActiveSubscription();
      if (!standing.enabled) throw new FeatureOff(feature, await this.plans.switchedOnBy(on, feature));
      const { cycleIndex: index, startsAt, endsAt } = standing;
      const nothing = { used: 0, burnt: 0, limit: null, credits: 0, remaining: null };
      return balanceView(id, feature, amount, { ...nothing, cycle: { index, startsAt, endsAt } });
    };
    await this.subscriptions.rollForward(businessId, now);
    if (keyed === null) return pass(this.dataSource, null);
    return this.idempotency.once({ businessId, account: BOTS }, keyed, pass);
  }

  /** A batch of refused items asks the same many times: once is enough, and one after the other leaves others their turn. */
  private async unlockedBy(asked: Unlockable[]): Promise<Unlocking[][]> {
    const found = new Map<string, Unlocking[]>();
    const answers: Unlocking[][] = [];
    for (const { feature, needed } of asked) {
      const name = `${feature} ${needed}`;
      const plans = found.get(name) ?? (await this.plans.unlockedBy(this.dataSource, feature, needed));
      found.set(name, plans);
      answers.push(plans);
    }
    return answers;
  }

  private async limitReached(
    businessId: string,
    feature: string,
    requested: number,
    balance: Balance,
  ): Promise<LimitReached> {
    const { used, burnt, limit, credits, remaining, cycle } = balance;
    const needed = used - burnt + requested - credits;
    const unlockedBy = await this.unlocking.ask({ businessId, feature, needed });
    const facts = { feature, requested, used, limit, credits, remaining, resetsAt: cycle.endsAt, unlockedBy };
    return new LimitReached(facts);
  }
}

export const balanceView = (
  id: string | null,
  feature: string,
  granted: number,
  { used, limit, credits, remaining, cycle }: Balance,
): BalanceView => ({ id, feature, granted, used, limit, credits, remaining, cycle });
