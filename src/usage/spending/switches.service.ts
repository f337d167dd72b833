import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BillingPlansService } from '../../billing-plans/index.js';
import { type Executor, maybeOne } from '../../database/sql.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { BOTS } from '../idempotency/idempotency.sql.js';
import { FeatureOff, NoActiveSubscription } from '../usage.errors.js';
import { QUOTA_STATES } from './exact-spend.sql.js';
import type { SpendRequest } from './spend.js';
import { type BalanceView, balanceView } from './usage.view.js';

/** Answers spends of a feature that is a switch: on or off, and never counted. */
@Injectable()
export class SwitchesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: BillingPlansService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Grants a switch that is on, without counting. A repeated call with the same key gets the first answer.
   *
   * @throws NoActiveSubscription, FeatureOff; DomainError `renewal_failed`, `idempotency_key_reused`, `idempotency_in_progress`.
   */
  async consume(
    businessId: string,
    { feature, amount, keyed }: SpendRequest,
    now: Date,
  ): Promise<BalanceView> {
    const times = [now.toISOString()];
    const answer = async (on: Executor, id: string | null) => {
      const quotaState = await maybeOne(on, QUOTA_STATES, {
        businessIds: [businessId],
        features: [feature],
        times,
        latests: times,
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
}
