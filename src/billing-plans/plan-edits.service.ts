import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { violatedConstraint } from '../database/outage.js';
import { execute, query } from '../database/sql.js';
import { BillingPlansService } from './billing-plans.service.js';
import type { Plan, PlanEdit } from './plan.js';
import { IsDefaultPlan, UnknownPlan } from './plan.errors.js';
import { PlanWriterService } from './plan-writer.service.js';
import { type PlanView, planView } from './plan.view.js';
import * as sql from './plans.sql.js';
import { RunningCycles } from './running-cycles.js';

/** Edits and deletes plans. Both depend on running cycles. */
@Injectable()
export class PlanEditsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly writer: PlanWriterService,
    private readonly running: RunningCycles,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Edits a plan. The new version applies to cycles that begin from now on; with `runningCycles`, also to cycles under way. It
   * never applies to a cycle that was over before the edit, even if that cycle is renewed later. See `PlanWriterService.edit` for
   * the refusals.
   *
   * @throws DomainError `unavailable` when others lock some of the running cycles for too long: the edit is written, and these
   * cycles follow.
   */
  async edit(
    operator: OperatorPrincipal,
    code: string,
    body: PlanEdit,
    runningCycles: boolean,
  ): Promise<PlanView> {
    const plan = await this.editing(async (manager, now) => {
      const edited = await this.writer.edit(manager, operator, code, body, now);
      if (runningCycles) await this.bringToRunningCycles(manager, code, now);
      return edited;
    });
    if (runningCycles) await this.move(code);
    return planView(plan);
  }

  /**
   * Runs `work` in a transaction in which plans may be edited. No cycle opens until the transaction ends, so `now` is before
   * every cycle that begins later. `work` may run more than once, because it is tried again while others hold the lock.
   */
  editing<T>(work: (manager: EntityManager, now: Date) => Promise<T>): Promise<T> {
    return this.running.retryUntil(() =>
      this.plans.changing(async (manager) => {
        await this.running.lockOutOpenings(manager);
        // Read under the lock: no cycle that begins later has been opened.
        return work(manager, this.clock.now());
      }),
    );
  }

  /** Stores that the newest version of the plan applies to cycles under way at `now`. `move` applies it after the commit. */
  async bringToRunningCycles(manager: EntityManager, code: string, now: Date): Promise<void> {
    await execute(manager, sql.BRING_TO_RUNNING_CYCLES, { code, now });
  }

  /** Moves the running cycles of the plan. @throws DomainError `unavailable` when they follow a little later. */
  move(code: string): Promise<void> {
    return this.running.move(code);
  }

  /**
   * Deletes a plan that no business was ever on. A sign-up that names the plan at this moment either comes first, so that the
   * plan stays, or finds no plan.
   *
   * @throws DomainError `unknown_plan`; `in_use` for the default plan, for one that somebody is or was on, and for one that a
   *   pending change or another plan's `switchTo` names, in whatever version; `unavailable` when there are too many
   *   businesses to look at. Nothing is written then.
   */
  async delete(operator: OperatorPrincipal, code: string): Promise<void> {
    const inUse = new DomainError('in_use', `"${code}" is in use or was. Archive it instead.`);
    // Two servers differ from each other by at most twice what each may differ from the database.
    const skewMs = 2 * this.config.maxClockSkewSeconds * 1_000;
    const begun = new Date(this.clock.now().getTime() - skewMs);
    if (await this.running.wasEverUsed(code)) throw inUse;
    try {
      await this.dataSource.transaction(async (manager) => {
        const plan = await this.lockForDeletion(manager, code);
        if (await this.running.wasUsedSince(manager, code, begun)) throw inUse;
        await this.deleteLocked(manager, operator, plan);
      });
    } catch (error) {
      if (violatedConstraint(error)?.endsWith('_fkey') === true) throw inUse;
      throw error;
    }
  }

  /** Locks the plan: requests that are putting a business on it finish first, and later ones wait. */
  private async lockForDeletion(manager: EntityManager, code: string): Promise<Plan> {
    await this.plans.lockCatalogue(manager);
    await query(manager, sql.LOCK_PLAN, { code });
    const plan = await this.plans.find(manager, code);
    if (plan === null) throw new UnknownPlan(code);
    if (plan.isDefault) throw new IsDefaultPlan(code);
    return plan;
  }

  /** Deletes the plan with its versions. While anything refers to the plan, a foreign key refuses that. */
  private async deleteLocked(manager: EntityManager, by: OperatorPrincipal, plan: Plan): Promise<void> {
    for (const part of [sql.DELETE_LIMITS, sql.DELETE_VERSIONS, sql.DELETE_PLAN])
      await execute(manager, part, { code: plan.code });
    const target = { kind: 'plan', id: plan.code };
    const before = { ...planView(plan) };
    await this.audit.recordForOperators(manager, { by, action: 'plan.deleted', target, before });
  }
}
