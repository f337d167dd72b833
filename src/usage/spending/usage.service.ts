import { Injectable } from '@nestjs/common';
import { BillingPlansService, type FeatureKind, UnknownFeature } from '../../billing-plans/index.js';
import { awaitAll, orThrow, errorAsValue, type MaybeError } from '../../common/error-as-value.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import type { KeyedRequest } from '../idempotency/idempotency-key.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { admitByGuard, type Caller, inItsBusiness } from './caller.js';
import { LimitErrorsService } from './limit-errors.service.js';
import type { Outcome, Spend, SpendRequest } from './spend.js';
import { SpendingService } from './spending.service.js';
import { SwitchesService } from './switches.service.js';
import { NoActiveSubscription, WrongFeatureKind } from '../usage.errors.js';
import { type BalanceView, balanceView } from './usage.view.js';
import type { ConsumeDto } from './usage.dto.js';

/** An outcome that can be answered without another attempt. */
type FinalOutcome = Exclude<Outcome, { kind: 'overdue' | 'inProgress' }>;

/** Spends units. It never grants more units than the plan and the credits allow. */
@Injectable()
export class UsageService {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: BillingPlansService,
    private readonly spending: SpendingService,
    private readonly switches: SwitchesService,
    private readonly errors: LimitErrorsService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Spends `amount` units of the business's allowance in its open cycle, first from the plan, then from credits. A switch that is
   * on is granted without counting.
   *
   * All of the amount is spent or nothing, however many callers spend at once. One statement checks and writes, or the slow path
   * does so in one transaction. The statement also verifies an unverified key. If it does not, the guard admits or refuses the
   * caller. If the cycle is over, it is first rolled forward by the same function that the renewal loop uses. A repeated call with
   * the same key spends once and gets the first answer.
   *
   * @throws DomainError the guard's first that applies to the caller.
   * @throws LimitReached when fewer than `amount` units remain; nothing is written.
   * @throws NoActiveSubscription when the business has no live subscription after rolling forward.
   * @throws UnknownFeature, FeatureOff, WrongFeatureKind for an allocated feature; DomainError `renewal_failed`,
   *   `idempotency_key_reused`, `idempotency_in_progress`, `overloaded`, `outcome_unknown`.
   */
  consume(
    caller: Caller,
    { feature, amount = 1 }: ConsumeDto,
    keyed: KeyedRequest | null,
  ): Promise<BalanceView> {
    return inItsBusiness(caller, (its) => this.consumeIn(its, { feature, amount, keyed }));
  }

  /**
   * Spends many times for one caller, in order, each as `consume` does. One statement decides the spends that it can, and also
   * verifies the caller. An error that `consume` would throw is the answer of that spend.
   */
  async consumeAll(spends: Spend[]): Promise<(BalanceView | Error)[]> {
    const metered = await this.meteredAmong(spends);
    // There must be no `await` from here until every key is shared. Otherwise a twin that arrives in between would spend a second
    // time.
    const together = this.withoutTwins(spends.filter(({ feature }) => metered.has(feature)));
    const outcomes = this.spending.spendTogether(together);
    const places = new Map(together.map((spend, place) => [spend, place]));
    const first = async (place: number) => orThrow((await (await outcomes)[place]) as Outcome | Error);
    const answers = spends.map((spend): Promise<BalanceView | Error> | null => {
      const { caller, businessId, keyed } = spend;
      const place = places.get(spend);
      if (place === undefined) return errorAsValue(this.consume(caller, spend, keyed));
      if (keyed === null) return null;
      return errorAsValue(
        this.idempotency.shared(businessId, keyed, () => this.spend(caller, spend, first(place))),
      );
    });
    const decided = await outcomes;
    return awaitAll(
      spends.map((spend, n): MaybeError<BalanceView> => {
        const answer = answers[n];
        if (answer !== null && answer !== undefined) return answer;
        const place = places.get(spend) as number;
        const outcome = decided[place] as MaybeError<Outcome>;
        // Almost all spends end here, without a new promise.
        if ('kind' in outcome && outcome.kind === 'granted')
          return balanceView(outcome.id, spend.feature, spend.amount, outcome.balance);
        return errorAsValue(this.spend(spend.caller, spend, first(place)));
      }),
    );
  }

  private async consumeIn(caller: Caller, request: SpendRequest): Promise<BalanceView> {
    const { feature, keyed } = request;
    const kind = await this.plans.kindOf(feature);
    if (kind !== 'metered') return this.consumeUncounted(await admitByGuard(caller), kind, request);
    if (keyed === null) return this.spend(caller, request);
    const { businessId } = caller;
    // The guard comes first, because only an admitted caller may get the answer of a twin.
    const asker = this.idempotency.isShared(businessId, keyed) ? await admitByGuard(caller) : caller;
    return this.idempotency.shared(businessId, keyed, () => this.spend(asker, request));
  }

  private async meteredAmong(spends: Spend[]): Promise<Set<string>> {
    const metered = new Set<string>();
    for (const feature of new Set(spends.map((spend) => spend.feature)))
      if ((await this.plans.kindOf(feature)) === 'metered') metered.add(feature);
    return metered;
  }

  /** Leaves out spends whose key is in use on this server, or was used earlier in the list. */
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
    if (kind !== 'switch') throw new WrongFeatureKind(request.feature, kind, 'spend');
    return this.switches.consume(businessId, request, now);
  }

  /** Spends. Returns the balance or throws. `first` is the outcome of a first attempt that is already running. */
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
        throw await this.errors.limitReached(caller.businessId, feature, amount, outcome.balance);
      case 'keyRefused':
        throw outcome.error;
      case 'unsubscribed':
        throw new NoActiveSubscription();
    }
  }

  /**
   * Spends until there is a final outcome. It rolls the business forward, or waits for a twin on another server, as often as
   * needed.
   */
  private outcomeOf(caller: Caller, request: SpendRequest, first?: Promise<Outcome>): Promise<FinalOutcome> {
    let underWay = first;
    return this.idempotency.retryUntil(async () => {
      let outcome = await (underWay ?? this.spending.spend(caller, request));
      underWay = undefined;
      while (outcome.kind === 'overdue') {
        const admitted = await admitByGuard(caller);
        await this.subscriptions.rollForward(admitted.businessId, admitted.now);
        outcome = await this.spending.spend(admitted, request);
      }
      return outcome.kind === 'inProgress' ? null : outcome;
    });
  }
}
