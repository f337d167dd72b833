import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { actorOf } from '../audit/audit.service.js';
import { BillingPlansService } from '../billing-plans/billing-plans.service.js';
import { Clock } from '../common/clock.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { Refusal } from '../common/refusal.js';
import { violatedConstraint } from '../database/outage.js';
import { query } from '../database/sql.js';
import { PLAN_WAS_USED } from './cycles.sql.js';

/** Deletes plans. It stands here, because the cycles tell whether anybody was ever on a plan. */
@Injectable()
export class PlanDeletions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly clock: Clock,
  ) {}

  /**
   * Deletes a plan that nobody was ever on. A sign-up that names the plan at this moment either comes first, so that the
   * plan stays, or finds no plan.
   *
   * @throws Refusal `unknown_plan`; `in_use` for the default plan, for one that somebody is or was on, and for one that a
   *   pending change or another plan's `switchTo` names, in whatever version. Nothing is written then.
   */
  async delete(operator: OperatorPrincipal, code: string): Promise<void> {
    const inUse = new Refusal('in_use', `"${code}" is in use or was. Archive it instead.`);
    try {
      await this.dataSource.transaction(async (manager) => {
        const plan = await this.plans.lockForDeletion(manager, code);
        if ((await query(manager, PLAN_WAS_USED, [code])).length > 0) throw inUse;
        await this.plans.delete(manager, actorOf(operator), plan, this.clock.now());
      });
    } catch (error) {
      if (violatedConstraint(error)?.endsWith('_fkey') === true) throw inUse;
      throw error;
    }
  }
}
