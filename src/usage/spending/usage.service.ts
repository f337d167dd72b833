import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BillingPlansService, type FeatureKind, type Unlocking } from '../../billing-plans/index.js';
import { Batcher } from '../../common/batcher.js';
import { type Executor, maybeOne } from '../../database/sql.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import type { KeyedRequest } from '../idempotency/idempotency-key.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { BOTS } from '../idempotency/idempotency.sql.js';
import { afterGuard, type Caller } from './caller.js';
import { QUOTA_STATES } from './exact-spend.sql.js';
import type { Balance, Outcome, Spend, SpendRequest } from './spend.js';
import { SpendingService } from './spending.service.js';
import {
  FeatureOff,
  LimitReached,
  NoActiveSubscription,
  UnknownFeature,
  WrongFeatureKind,
} from '../usage.errors.js';
import type { BalanceView } from '../usage.view.js';

/** A request to spend `amount` units of a metered feature, 1 by default. */
export interface Consumption {
  feature: string;
  amount?: number;
}

/** An outcome that can be answered. Nothing is left to wait for. */
type FinalOutcome = Exclude<Outcome, { kind: 'overdue' | 'inProgress' }>;

/** The question of a refusal: which plans would allow a business `needed` units of a feature. */
interface Unlockable {
  businessId: string;
  feature: string;
  needed: number;
}

/** Spends units. The counter never grants one unit too many. */
@Injectable()
export class UsageService {
  private readonly unlocking = new Batcher<Unlockable, Unlocking[]>((requests) => this.unlockedBy(requests), {
    laneOf: ({ businessId }) => businessId,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: BillingPlansService,
    private readonly spending: SpendingService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Spends `amount` units of the business's allowance in its open cycle, first from the plan, then from credits. A switch that is
   * on is granted without counting.
   *
   * All of the amount is spent or none of it, however many callers spend at once: check and write are one statement. That
   * statement also verifies a caller that is not verified yet; where it does not, the guard admits or refuses the caller. A cycle
   * that is over is first rolled forward by the function of the renewal loop. A repeated call with the same key spends once and
   * gets the first answer.
   *
   * @throws DomainError the guard's first that applies to the caller.
   * @throws LimitReached when fewer than `amount` units remain; nothing is written.
   * @throws NoActiveSubscription when the business has no live subscription after rolling forward.
   * @throws UnknownFeature, FeatureOff, WrongFeatureKind for an allocated feature; DomainError `renewal_failed`,
   *   `idempotency_key_reused`, `idempotency_in_progress`, `overloaded`, `outcome_unknown`.
   */
  async consume(
    caller: Caller,
    { feature, amount = 1 }: Consumption,
    keyed: KeyedRequest | null,
  ): Promise<BalanceView> {
    const request = { feature, amount, keyed };
    const kind = await this.plans.kindOf(feature);
    if (kind !== 'metered') return this.consumeUncounted(await afterGuard(caller), kind, request);
    if (keyed === null) return this.spend(caller, request);
    const { businessId } = caller;
    // The guard comes first: the answer to a twin goes only to a known caller.
    const asker = this.idempotency.isShared(businessId, keyed) ? await afterGuard(caller) : caller;
    return this.idempotency.shared(businessId, keyed, () => this.spend(asker, request));
  }

  /**
   * Spends many times for one caller, in order, each as `consume` does. One statement decides what it can, and verifies the
   * caller too.
   */
  async consumeAll(spends: Spend[]): Promise<Promise<BalanceView>[]> {
    const kinds = await Promise.all(spends.map(({ feature }) => this.plans.kindOf(feature)));
    // There must be no wait from here on: a twin that comes meanwhile would be spent beside the first one.
    const together = this.withoutTwins(spends.filter((_, place) => kinds[place] === 'metered'));
    const outcomes = this.spending.spendTogether(together);
    const firsts = new Map(together.map((spend, place) => [spend, outcomes[place] as Promise<Outcome>]));
    return spends.map((spend) => {
      const { caller, businessId, keyed } = spend;
      const first = firsts.get(spend);
      if (first === undefined) return this.consume(caller, spend, keyed);
      if (keyed === null) return this.spend(caller, spend, first);
      return this.idempotency.shared(businessId, keyed, () => this.spend(caller, spend, first));
    });
  }

  /** Leaves out requests whose key is in use on this server, or earlier in the list. */
  private withoutTwins(spends: Spend[]): Spend[] {
    const met = new Set<string>();
    return spends.filter(({ businessId, keyed }) => {
      if (keyed === null) return true;
      const name = `${businessId} ${keyed.key}`;
      if (met.has(name) || this.idempotency.isShared(businessId, keyed)) return false;
      met.add(name);
      return true;
    });
  }

  private async consumeUncounted(
    { businessId, now }: Caller,
    kind: FeatureKind | null,
    request: SpendRequest,
  ): Promise<BalanceView> {
    if (kind === null) throw new UnknownFeature(request.feature);
    if (kind !== 'switch') throw new WrongFeatureKind(request.feature, kind);
    return this.answerSwitch(businessId, request, now);
  }

  /** `first` is the outcome of a first attempt that is under way. */
  private async spend(caller: Caller, request: SpendRequest, first?: Promise<Outcome>): Promise<BalanceView> {
    const { feature, amount, keyed } = request;
    const outcome = await this.outcomeOf(caller, request, first);
    switch (outcome.kind) {
      case 'granted':
        return balanceView(outcome.id, feature, amount, outcome.balance);
      case 'replayed':
        keyed?.replayed();
        return balanceView(outcome.id, feature, amount, outcome.balance);
      case 'refused':
        throw await this.limitReached(caller.businessId, feature, amount, outcome.balance);
      case 'keyRefused':
        throw outcome.error;
      case 'unsubscribed':
        throw new NoActiveSubscription();
    }
  }

  /** Rolls the business forward, or waits for a twin on another server, as often as needed. */
  private outcomeOf(caller: Caller, request: SpendRequest, first?: Promise<Outcome>): Promise<FinalOutcome> {
    let underWay = first;
    return this.idempotency.retryUntil(async () => {
      let outcome = await (underWay ?? this.spending.spend(caller, request));
      underWay = undefined;
      while (outcome.kind === 'overdue') {
        const admitted = await afterGuard(caller);
        await this.subscriptions.rollForward(admitted.businessId, admitted.now);
        outcome = await this.spending.spend(admitted, request);
      }
      return outcome.kind === 'inProgress' ? null : outcome;
    });
  }

  private async answerSwitch(
    businessId: string,
    { feature, amount, keyed }: SpendRequest,
    now: Date,
  ): Promise<BalanceView> {
    const answer = async (on: Executor, id: string | null) => {
      const quotaState = await maybeOne(on, QUOTA_STATES, {
        businessIds: [businessId],
        features: [feature],
        times: [now.toISOString()],
      });
      if (quotaState === undefined || quotaState.subscriptionId === null) throw new NoActiveSubscription();
      if (!quotaState.enabled) throw new FeatureOff(feature, await this.plans.switchedOnBy(on, feature));
      const { cycleIndex: index, startsAt, endsAt } = quotaState;
      const nothing = { used: 0, burnt: 0, limit: null, credits: 0, remaining: null };
      return balanceView(id, feature, amount, { ...nothing, cycle: { index, startsAt, endsAt } });
    };
    await this.subscriptions.rollForward(businessId, now);
    if (keyed === null) return answer(this.dataSource, null);
    return this.idempotency.once({ businessId, account: BOTS }, keyed, answer);
  }

  /**
   * A batch of refused items asks the same question many times. It is asked once, and one after the other, which leaves time for
   * others.
   */
  private async unlockedBy(requests: Unlockable[]): Promise<Unlocking[][]> {
    const found = new Map<string, Unlocking[]>();
    const answers: Unlocking[][] = [];
    for (const { feature, needed } of requests) {
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
    const unlockedBy = await this.unlocking.submit({ businessId, feature, needed });
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
