import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, type AuditEntry, AuditService } from '../audit/index.js';
import { newId } from '../common/ids.js';
import { DomainError, ValidationFailed } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, maybeOne, query } from '../database/sql.js';
import { IsDefaultPlan, UnknownPlan } from './plan.errors.js';
import { refuseUnchargeablePrice, refuseUnknownCurrency } from './currency.js';
import {
  immutableChanges,
  isEqual,
  type NewPlan,
  type Plan,
  type PlanEdit,
  VERSION_TERMS,
  type VersionTerms,
  withDefaults,
} from './plan.js';
import { afterwardsColumns, toPlan, whenUnpaidColumns } from './plan.rows.js';
import { PlanTermsService } from './plan-terms.service.js';
import { planView } from './plan.view.js';
import * as sql from './plans.sql.js';

/** Writes the catalogue. Every method joins the caller's transaction and locks the catalogue. */
@Injectable()
export class PlanWriterService {
  constructor(
    private readonly terms: PlanTermsService,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Creates the plan with its first version. The first public plan becomes the default.
   *
   * @throws DomainError `validation_failed` for an unknown currency, and for a price that the payment provider cannot charge;
   *   `code_taken`; `unknown_plan`, `plan_archived` for what it switches to; `unknown_feature`, `wrong_state` for its limits.
   */
  async create(manager: EntityManager, by: Actor, body: NewPlan, now: Date): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const current = await maybeOne(manager, sql.FIND_DEFAULT_PLAN);
    const complete = withDefaults(body);
    const { code, name, description, price, interval, visibility, selfService } = complete;
    if (visibility === 'hidden' && body.isDefault === true) {
      throw new ValidationFailed([{ field: 'isDefault', message: 'a hidden plan cannot be the default' }]);
    }
    refuseUnknownCurrency('price.currency', price);
    refuseUnchargeablePrice(this.config.payments, 'price.currency', price);
    await this.terms.check(manager, code, body, null);
    const isDefault = body.isDefault ?? (current === undefined && visibility === 'public');
    if (isDefault) await execute(manager, sql.CLEAR_DEFAULT);
    const inserted = await execute(manager, sql.INSERT_PLAN, {
      id: newId(),
      code,
      name,
      description,
      currency: price.currency,
      intervalUnit: interval.unit,
      intervalCount: interval.count,
      visibility,
      selfService,
      isDefault,
      now,
    });
    if (inserted === 0) throw new DomainError('code_taken', `There is a plan "${code}" already.`);
    await this.insertVersion(manager, code, now, complete);
    const plan = await this.found(manager, code);
    const entry = { by, action: 'plan.created', target: { kind: 'plan', id: code } };
    await this.audit.recordForOperators(manager, { ...entry, after: { ...planView(plan) } });
    return plan;
  }

  /**
   * Edits a plan. A change of its price, its limits or another term makes a new version, which subscriptions get with their next
   * cycle. A change of its texts, its visibility, `selfService` or `isDefault` takes effect at once.
   *
   * @throws DomainError `unknown_plan`; `immutable` for code, interval, currency and `perSeat`; `validation_failed` for a new price
   * that the payment provider cannot charge; `in_use` when the default plan would be hidden or unset.
   */
  async edit(manager: EntityManager, by: Actor, code: string, body: PlanEdit, now: Date): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const before = await this.found(manager, code);
    await this.terms.check(manager, code, body, before);
    refuseImmutable(before, body);
    if (body.price !== undefined && body.price.amount !== before.price.amount)
      refuseUnchargeablePrice(this.config.payments, 'price.currency', body.price);
    const visibility = body.visibility ?? before.visibility;
    const isDefault = body.isDefault ?? before.isDefault;
    if (before.isDefault && (!isDefault || visibility === 'hidden')) {
      throw new IsDefaultPlan(code);
    }
    if (isDefault && (visibility === 'hidden' || before.archivedAt !== null)) {
      throw new DomainError('in_use', 'A hidden or archived plan cannot be the default.');
    }
    if (isDefault && !before.isDefault) await execute(manager, sql.CLEAR_DEFAULT);
    const { name, description, selfService } = { ...before, ...defined(body) };
    await execute(manager, sql.UPDATE_PLAN, { code, name, description, visibility, selfService, isDefault });
    if (VERSION_TERMS.some((term) => body[term] !== undefined && !isEqual(body[term], before[term]))) {
      const retired = await execute(manager, sql.RETIRE_VERSION, { code, versionId: before.versionId });
      if (retired === 0)
        throw new Error(`Plan "${code}" got a version from somebody who did not lock the catalogue.`);
      await this.insertVersion(manager, code, now, { ...before, ...defined(body) });
    }
    const after = await this.found(manager, code);
    await this.audit.recordForOperators(manager, ofChange(by, 'plan.edited', before, after));
    return after;
  }

  /**
   * Takes a plan off sale. Repeating it changes nothing. `leaving` are the plans that leave in the same transaction: they may still
   * switch to this one.
   *
   * @throws DomainError `in_use` for the default plan and for one that another plan switches to.
   */
  async archive(
    manager: EntityManager,
    by: Actor,
    code: string,
    now: Date,
    leaving: readonly string[] = [],
  ): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const before = await this.found(manager, code);
    if (before.isDefault) throw new IsDefaultPlan(code);
    const switches = await maybeOne(manager, sql.IS_SWITCH_TARGET, { code, leaving: [code, ...leaving] });
    if (switches?.isTarget === true) throw new DomainError('in_use', `Another plan switches to "${code}".`);
    if ((await execute(manager, sql.ARCHIVE_PLAN, { code, now })) === 0) return before;
    const after = await this.found(manager, code);
    await this.audit.recordForOperators(manager, ofChange(by, 'plan.archived', before, after));
    return after;
  }

  /**
   * Puts an archived plan on sale again, as it was. A plan that is on sale stays so. `returning` are the plans that come back in
   * the same transaction: this one may switch to them already.
   *
   * @throws DomainError `unknown_plan`; `plan_archived` when it switches to a plan that has been archived since.
   */
  async unarchive(
    manager: EntityManager,
    by: Actor,
    code: string,
    returning: readonly string[] = [],
  ): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const before = await this.found(manager, code);
    if (before.archivedAt === null) return before;
    await this.terms.checkTargets(manager, before, returning);
    await execute(manager, sql.UNARCHIVE_PLAN, { code });
    const after = await this.found(manager, code);
    await this.audit.recordForOperators(manager, ofChange(by, 'plan.unarchived', before, after));
    return after;
  }

  private async found(manager: EntityManager, code: string): Promise<Plan> {
    const row = await maybeOne(manager, sql.FIND_PLAN, { code });
    if (row === undefined) throw new UnknownPlan(code);
    return toPlan(row);
  }

  private async insertVersion(
    manager: EntityManager,
    code: string,
    now: Date,
    terms: VersionTerms,
  ): Promise<void> {
    const keys = Object.keys(terms.limits);
    const id = newId();
    const [afterCycle, afterCyclePlan] = afterwardsColumns(terms.whenCycleEnds);
    const [afterTrial, afterTrialPlan] = afterwardsColumns(terms.whenTrialEnds);
    const [afterUnpaid, afterUnpaidPlan] = whenUnpaidColumns(terms.whenUnpaid);
    await execute(manager, sql.INSERT_VERSION, {
      id,
      code,
      priceAmount: terms.price.amount,
      trialDays: terms.trialDays,
      afterCycle,
      afterCyclePlan,
      afterTrial,
      afterTrialPlan,
      afterUnpaid,
      afterUnpaidPlan,
      graceDays: terms.graceDays,
      perSeat: terms.perSeat,
      now,
    });
    const values = Object.values(terms.limits);
    const amounts = values.map((value) => (typeof value === 'boolean' ? null : value));
    const switches = values.map((value) => (typeof value === 'boolean' ? value : null));
    await execute(manager, sql.INSERT_LIMITS, { id, keys, amounts, switches });
  }
}

/** The audit entry of a change of a plan. */
const ofChange = (by: Actor, action: string, before: Plan, after: Plan): AuditEntry => ({
  by,
  action,
  target: { kind: 'plan', id: after.code },
  before: { ...planView(before) },
  after: { ...planView(after) },
});

const defined = <T extends object>(body: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;

function refuseImmutable(plan: Plan, edit: PlanEdit): void {
  const changed =
    edit.code !== undefined && edit.code !== plan.code ? 'code' : immutableChanges(plan, edit)[0];
  if (changed === undefined) return;
  const detail = `The ${changed} of a plan never changes. Create another plan and archive this one.`;
  throw new DomainError('immutable', detail, { field: changed });
}
