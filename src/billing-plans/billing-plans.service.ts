import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SYSTEM } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { Bulkhead } from '../database/bulkhead.js';
import { isLockTimeout } from '../database/outage.js';
import { type Executor, maybeOne, query } from '../database/sql.js';
import { EXAMPLE_FEATURES, EXAMPLE_PLANS } from './example-catalogue.js';
import { FeaturesService } from './features.service.js';
import { PlanWriterService } from './plan-writer.service.js';
import { UnknownFeature, UnknownPlan } from './plan.errors.js';
import type { Feature, FeatureKind, NewPlan, Plan } from './plan.js';
import { type PlanRow, toPlan } from './plan.rows.js';
import { type PlanView, planView, type PublicPlanView, publicPlanView } from './plan.view.js';
import * as sql from './plans.sql.js';
import type { Unlocking } from './plans.sql.js';

/** A plan that would allow the refused request. `limit` is null for unlimited. */
export type { Unlocking };

/** Milliseconds that a server that starts waits for another one to install the example catalogue. */
const INSTALLED_WITHIN_MS = 60_000;

/** Reads and changes the catalogue of plans and features. */
@Injectable()
export class BillingPlansService {
  private readonly changes = new Bulkhead(1);

  constructor(
    private readonly dataSource: DataSource,
    private readonly features: FeaturesService,
    private readonly writer: PlanWriterService,
    private readonly clock: Clock,
  ) {}

  async listPublic(page: PageQuery): Promise<Page<PublicPlanView>> {
    return toPage(await this.rows(page, true), page, (row) => publicPlanView(toPlan(row)));
  }

  async list(page: PageQuery): Promise<Page<PlanView>> {
    return toPage(await this.rows(page, false), page, (row) => planView(toPlan(row)));
  }

  /** @throws DomainError `unknown_plan`, also for hidden and archived plans. */
  async showPublic(code: string): Promise<PublicPlanView> {
    const plan = await this.find(this.dataSource, code);
    if (plan === null || plan.visibility === 'hidden' || plan.archivedAt !== null)
      throw new UnknownPlan(code);
    return publicPlanView(plan);
  }

  /** @throws DomainError `unknown_plan`. */
  async show(code: string): Promise<PlanView> {
    const plan = await this.find(this.dataSource, code);
    if (plan === null) throw new UnknownPlan(code);
    return planView(plan);
  }

  /** @throws DomainError `code_taken`, and those of its limits and targets; nothing is written then. */
  async create(operator: OperatorPrincipal, body: NewPlan): Promise<PlanView> {
    const plan = await this.changing((manager) =>
      this.writer.create(manager, operator, body, this.clock.now()),
    );
    return planView(plan);
  }

  /**
   * Runs a transaction that changes the catalogue. This server runs one at a time, because a second one would only wait in the
   * database for the first.
   */
  changing<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.changes.run(() => this.dataSource.transaction(work));
  }

  async archive(operator: OperatorPrincipal, code: string): Promise<PlanView> {
    const plan = await this.changing((manager) =>
      this.writer.archive(manager, operator, code, this.clock.now()),
    );
    return planView(plan);
  }

  async unarchive(operator: OperatorPrincipal, code: string): Promise<PlanView> {
    const plan = await this.changing((manager) => this.writer.unarchive(manager, operator, code));
    return planView(plan);
  }

  /** The plan in its newest version, also a hidden or archived one. Null when no plan has this code. */
  async find(on: Executor, code: string): Promise<Plan | null> {
    const row = await maybeOne(on, sql.FIND_PLAN, { code });
    return row === undefined ? null : toPlan(row);
  }

  /** The plan that a sign-up starts on. @throws DomainError `no_default_plan`. */
  async findDefault(on: Executor): Promise<Plan> {
    const row = await maybeOne(on, sql.FIND_DEFAULT_PLAN);
    if (row === undefined)
      throw new DomainError('no_default_plan', 'No plan is the default. Name one in planCode.');
    return toPlan(row);
  }

  /**
   * Lists at most 20 public plans on sale that would allow `amount` units of `feature`, the smallest limit first. `soldBy` is the
   * plan on which the business has bought its seats; null if it has bought none.
   */
  unlockedBy(on: Executor, feature: string, amount: number, soldBy: string | null): Promise<Unlocking[]> {
    return query(on, sql.UNLOCKED_BY, { feature, amount, soldBy });
  }

  /** Lists at most 20 public plans on sale in which the switch `feature` is on. */
  switchedOnBy(on: Executor, feature: string): Promise<Unlocking[]> {
    return query(on, sql.SWITCHED_ON_BY, { feature });
  }

  /** Lists all plans, also hidden and archived ones, the oldest first. */
  async allPlans(on: Executor): Promise<Plan[]> {
    return (await query(on, sql.ALL_PLANS)).map(toPlan);
  }

  /** Locks the catalogue: waits until nobody else changes it, and holds the lock until the transaction ends. */
  async lockCatalogue(manager: EntityManager): Promise<void> {
    await query(manager, sql.LOCK_CATALOGUE);
  }

  /** Lists all features, by key. */
  allFeatures(on: Executor): Promise<Feature[]> {
    return this.features.all(on);
  }

  /** @throws DomainError `unknown_feature`. */
  async feature(on: Executor, key: string): Promise<Feature> {
    const [feature] = await this.features.find(on, [key]);
    if (feature === undefined) throw new UnknownFeature(key);
    return feature;
  }

  /** The kind of a feature; null if there is none. See `FeaturesService.kindOf`. */
  kindOf(key: string): Promise<FeatureKind | null> {
    return this.features.kindOf(key);
  }

  /**
   * Installs the example catalogue if there is no plan yet. It waits for another server that does so, for at most a minute: on a
   * distributed database that takes longer than a statement waits for a lock.
   */
  async installExample(): Promise<void> {
    const end = performance.now() + INSTALLED_WITHIN_MS;
    for (;;) {
      try {
        return await this.installIfEmpty();
      } catch (error) {
        if (!isLockTimeout(error) || performance.now() > end) throw error;
      }
    }
  }

  /** Whether there is any plan, hidden and archived ones included. */
  async anyPlan(on: Executor = this.dataSource): Promise<boolean> {
    return (await query(on, sql.ANY_PLAN)).length > 0;
  }

  private async installIfEmpty(): Promise<void> {
    const now = this.clock.now();
    await this.changing(async (manager) => {
      await query(manager, sql.LOCK_CATALOGUE);
      if (await this.anyPlan(manager)) return;
      for (const feature of EXAMPLE_FEATURES) await this.features.insert(manager, feature, now);
      for (const plan of EXAMPLE_PLANS) await this.writer.create(manager, SYSTEM, plan, now);
    });
  }

  private rows(page: PageQuery, publicOnly: boolean): Promise<PlanRow[]> {
    return query(this.dataSource, sql.LIST_PLANS, {
      before: beforeId(page),
      limit: pageLimit(page) + 1,
      publicOnly,
    });
  }
}
