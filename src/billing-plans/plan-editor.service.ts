import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, AuditService } from '../audit/index.js';
import { newId } from '../common/ids.js';
import { DomainError, ValidationFailed } from '../common/domain-error.js';
import { execute, maybeOne, query } from '../database/sql.js';
import { type NewPlan, type Plan, type PlanEdit, sameInterval } from './plan.js';
import { afterwardsColumns, toPlan } from './plan.rows.js';
import { PlanTermsService } from './plan-terms.service.js';
import { planView } from './plan.view.js';
import * as sql from './plans.sql.js';

/** Writes the catalogue. Every method joins the caller's transaction and takes the lock of the catalogue in it. */
@Injectable()
export class PlanEditorService {
  constructor(
    private readonly terms: PlanTermsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Creates the plan with its first version. The first public plan becomes the default.
   *
   * @throws DomainError `code_taken`; `unknown_plan`, `plan_archived` for what it switches to; `unknown_feature`,
   *   `wrong_state` for its limits.
   */
  async create(manager: EntityManager, actor: Actor, body: NewPlan, now: Date): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const current = await maybeOne(manager, sql.FIND_DEFAULT_PLAN);
    const selfService = body.selfService ?? body.price.amount === 0;
    const visibility = body.visibility ?? 'public';
    if (visibility === 'hidden' && body.isDefault === true) {
      throw new ValidationFailed([{ field: 'isDefault', message: 'a hidden plan cannot be the default' }]);
    }
    const { code, name, price, interval } = body;
    await this.terms.check(manager, code, body, null);
    const isDefault = body.isDefault ?? (current === undefined && visibility === 'public');
    if (isDefault) await execute(manager, sql.CLEAR_DEFAULT);
    const inserted = await execute(manager, sql.INSERT_PLAN, {
      id: newId(),
      code,
      name,
      description: body.description ?? '',
      currency: price.currency,
      intervalUnit: interval.unit,
      intervalCount: interval.count,
      visibility,
      selfService,
      isDefault,
      now,
    });
    if (inserted === 0) throw new DomainError('code_taken', `There is a plan "${code}" already.`);
    await this.insertVersion(manager, code, now, {
      price,
      trialDays: body.trialDays ?? 0,
      whenCycleEnds: body.whenCycleEnds ?? 'renew',
      whenTrialEnds: body.whenTrialEnds ?? (selfService ? 'renew' : 'end'),
      limits: body.limits ?? {},
    });
    const plan = await this.found(manager, code);
    await this.record(manager, actor, 'plan.created', undefined, plan, now);
    return plan;
  }

  /**
   * Edits a plan. A change of price, limits, trial days or what happens afterwards makes a new version, which subscriptions get
   * with their next cycle. Everything else takes effect at once.
   *
   * @throws DomainError `unknown_plan`; `immutable` for code, interval and currency; `in_use` when the default plan would be
   *   hidden or unset.
   */
  async edit(manager: EntityManager, actor: Actor, code: string, body: PlanEdit, now: Date): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const before = await this.found(manager, code);
    await this.terms.check(manager, code, body, before);
    refuseImmutable(before, body);
    const visibility = body.visibility ?? before.visibility;
    const isDefault = body.isDefault ?? before.isDefault;
    if (before.isDefault && (!isDefault || visibility === 'hidden')) {
      throw new DomainError('in_use', `"${code}" is the default plan. Make another plan the default first.`);
    }
    if (isDefault && (visibility === 'hidden' || before.archivedAt !== null)) {
      throw new DomainError('in_use', 'A hidden or archived plan cannot be the default.');
    }
    if (isDefault && !before.isDefault) await execute(manager, sql.CLEAR_DEFAULT);
    const { name, description, selfService } = { ...before, ...defined(body) };
    await execute(manager, sql.UPDATE_PLAN, { code, name, description, visibility, selfService, isDefault });
    const versioned = ['price', 'trialDays', 'whenCycleEnds', 'whenTrialEnds', 'limits'] as const;
    if (versioned.some((field) => body[field] !== undefined && !same(body[field], before[field]))) {
      await execute(manager, sql.RETIRE_VERSION, { code });
      await this.insertVersion(manager, code, now, { ...before, ...defined(body) });
    }
    const after = await this.found(manager, code);
    await this.record(manager, actor, 'plan.edited', before, after, now);
    return after;
  }

  /**
   * Takes a plan off sale. Repeating it changes nothing.
   *
   * @throws DomainError `in_use` for the default plan and for one that another plan switches to.
   */
  async archive(manager: EntityManager, actor: Actor, code: string, now: Date): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const before = await this.found(manager, code);
    refuseDefault(before);
    const switches = await maybeOne(manager, sql.IS_SWITCH_TARGET, { code });
    if (switches?.isTarget === true) throw new DomainError('in_use', `Another plan switches to "${code}".`);
    if ((await execute(manager, sql.ARCHIVE_PLAN, { code, now })) === 0) return before;
    const after = await this.found(manager, code);
    await this.record(manager, actor, 'plan.archived', before, after, now);
    return after;
  }

  /**
   * Puts an archived plan on sale again, as it was. A plan that is on sale stays so.
   *
   * @throws DomainError `unknown_plan`; `plan_archived` when it switches to a plan that has been archived since.
   */
  async unarchive(manager: EntityManager, actor: Actor, code: string, now: Date): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    const before = await this.found(manager, code);
    if (before.archivedAt === null) return before;
    await this.terms.checkTargets(manager, before);
    await execute(manager, sql.UNARCHIVE_PLAN, { code });
    const after = await this.found(manager, code);
    await this.record(manager, actor, 'plan.unarchived', before, after, now);
    return after;
  }

  /**
   * Locks the plan for a deletion: requests that are putting a business on it finish first, and later ones wait.
   *
   * @throws DomainError `unknown_plan`; `in_use` for the default plan.
   */
  async lockForDeletion(manager: EntityManager, code: string): Promise<Plan> {
    await query(manager, sql.LOCK_CATALOGUE);
    await query(manager, sql.LOCK_PLAN, { code });
    const plan = await this.found(manager, code);
    refuseDefault(plan);
    return plan;
  }

  /** Deletes a locked plan with its versions. The database refuses it, by a foreign key, while anything names the plan. */
  async delete(manager: EntityManager, actor: Actor, plan: Plan, now: Date): Promise<void> {
    for (const part of [sql.DELETE_LIMITS, sql.DELETE_VERSIONS, sql.DELETE_PLAN])
      await execute(manager, part, { code: plan.code });
    const target = { kind: 'plan', id: plan.code };
    const entry = { actor, action: 'plan.deleted', target, before: { ...planView(plan) } };
    await this.audit.recordForOperators(manager, entry, now);
  }

  private async found(manager: EntityManager, code: string): Promise<Plan> {
    const row = await maybeOne(manager, sql.FIND_PLAN, { code });
    if (row === undefined) throw new DomainError('unknown_plan', `There is no plan "${code}".`);
    return toPlan(row);
  }

  private async insertVersion(
    manager: EntityManager,
    code: string,
    now: Date,
    terms: Pick<Plan, 'price' | 'trialDays' | 'whenCycleEnds' | 'whenTrialEnds' | 'limits'>,
  ): Promise<void> {
    const keys = Object.keys(terms.limits);
    const id = newId();
    const [afterCycle, afterCyclePlan] = afterwardsColumns(terms.whenCycleEnds);
    const [afterTrial, afterTrialPlan] = afterwardsColumns(terms.whenTrialEnds);
    await execute(manager, sql.INSERT_VERSION, {
      id,
      code,
      priceAmount: terms.price.amount,
      trialDays: terms.trialDays,
      afterCycle,
      afterCyclePlan,
      afterTrial,
      afterTrialPlan,
      now,
    });
    const values = Object.values(terms.limits);
    const amounts = values.map((value) => (typeof value === 'boolean' ? null : value));
    const switches = values.map((value) => (typeof value === 'boolean' ? value : null));
    await execute(manager, sql.INSERT_LIMITS, { id, keys, amounts, switches });
  }

  private record(
    manager: EntityManager,
    actor: Actor,
    action: string,
    before: Plan | undefined,
    after: Plan,
    now: Date,
  ) {
    const target = { kind: 'plan', id: after.code };
    const was = before === undefined ? undefined : { ...planView(before) };
    return this.audit.recordForOperators(
      manager,
      { actor, action, target, before: was, after: { ...planView(after) } },
      now,
    );
  }
}

function refuseDefault({ code, isDefault }: Plan): void {
  if (isDefault)
    throw new DomainError('in_use', `"${code}" is the default plan. Make another plan the default first.`);
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null ? Object.fromEntries(Object.entries(part).sort()) : part,
  );

const defined = <T extends object>(body: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;

function refuseImmutable(plan: Plan, { code, interval, price }: PlanEdit): void {
  const changed =
    code !== undefined && code !== plan.code
      ? 'code'
      : interval !== undefined && !sameInterval(interval, plan.interval)
        ? 'interval'
        : price !== undefined && price.currency !== plan.price.currency
          ? 'price.currency'
          : null;
  if (changed === null) return;
  const detail = `The ${changed} of a plan never changes. Create another plan and archive this one.`;
  throw new DomainError('immutable', detail, { field: changed });
}
