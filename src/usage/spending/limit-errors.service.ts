import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BillingPlansService, type Unlocking } from '../../billing-plans/index.js';
import { Batcher } from '../../common/batcher.js';
import { LimitReached } from '../usage.errors.js';
import type { Balance } from './spend.js';

/** A question for a refusal: which plans would allow a business `needed` units of a feature. */
interface Unlockable {
  businessId: string;
  feature: string;
  needed: number;
}

/**
 * Makes the error for a spend above the limit. The error says what is left, when it resets, and which plans would allow the spend.
 */
@Injectable()
export class LimitErrorsService {
  private readonly unlocking = new Batcher<Unlockable, Unlocking[]>((requests) => this.unlockedBy(requests), {
    laneOf: ({ businessId }) => businessId,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
  ) {}

  async limitReached(
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

  /**
   * Reads the plans for a batch of questions. Refused items of a batch often have the same question, so each question is read once.
   * Different questions are read one after the other, which leaves time for other requests.
   */
  private async unlockedBy(requests: Unlockable[]): Promise<Unlocking[][]> {
    const found = new Map<string, Unlocking[]>();
    const answers: Unlocking[][] = [];
    for (const { feature, needed } of requests) {
      const name = `${feature} ${needed}`;
      const plans = found.get(name) ?? (await this.plans.unlockedBy(this.dataSource, feature, needed, null));
      found.set(name, plans);
      answers.push(plans);
    }
    return answers;
  }
}
