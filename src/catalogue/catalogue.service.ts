import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BillingPlansService, PlanEditsService } from '../billing-plans/index.js';
import { DomainError } from '../common/domain-error.js';
import { type Executor, query } from '../database/sql.js';
import type { Catalogue, WantedCatalogue } from './catalogue.js';
import { CatalogueRefused } from './catalogue-refused.error.js';
import { COUNT_ON_PLANS } from './catalogue.sql.js';
import { CatalogueWriter } from './catalogue-writer.js';
import { compare, type Difference } from './difference.js';
import { differenceLines } from './difference-lines.js';

export interface ApplyOptions {
  /** Archive the plans and retire the features that the file does not name. */
  prune: boolean;
  /** Apply new versions to running cycles too. */
  runningCycles: boolean;
  /** What somebody has agreed to. When the differences are others by now, nothing is written. */
  agreed?: Difference[];
}

export interface Applied {
  differences: Difference[];
  /** One for each difference, for people. */
  lines: string[];
}

/** Brings features and plans to what a file says. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly edits: PlanEditsService,
    private readonly writer: CatalogueWriter,
  ) {}

  /** All features and plans that there are, the oldest plan first. */
  async pull(on: Executor = this.dataSource): Promise<Catalogue> {
    const features = await this.plans.allFeatures(on);
    const plans = await this.plans.allPlans(on);
    return {
      features: features.map(({ key, name, unit, kind, retiredAt }) => ({
        key,
        name,
        unit,
        kind,
        retired: retiredAt !== null,
      })),
      plans: plans.map(({ id: _, versionId: _version, archivedAt, ...plan }) => ({
        ...plan,
        archived: archivedAt !== null,
      })),
    };
  }

  /**
   * Makes the catalogue what the file says, in one transaction that holds the catalogue and in which no cycle opens. What is as
   * the file says is not touched, so the same file a second time writes nothing and makes no version.
   *
   * @throws CatalogueRefused for what never changes or does not fit together; nothing is written then. DomainError
   *   `unavailable` when some running cycles follow a little later.
   */
  async apply(file: WantedCatalogue, options: ApplyOptions): Promise<Applied> {
    const differences = await this.edits.editing((manager, now) => this.write(manager, now, file, options));
    const codes = new Set(differences.filter(({ versioned }) => versioned).map(({ id }) => id));
    if (options.runningCycles) for (const code of codes) await this.edits.move(code);
    return this.described(differences, options);
  }

  /** What `apply` would do. It does all of it and takes it back, so it refuses what `apply` would refuse. */
  async dryRun(file: WantedCatalogue, options: ApplyOptions): Promise<Applied> {
    const taken: { back: Difference[] } = { back: [] };
    try {
      await this.edits.editing(async (manager, now) => {
        taken.back = await this.write(manager, now, file, options);
        throw new TakenBack();
      });
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
    }
    return this.described(taken.back, options);
  }

  private async write(
    manager: EntityManager,
    now: Date,
    file: WantedCatalogue,
    { prune, runningCycles, agreed }: ApplyOptions,
  ): Promise<Difference[]> {
    await this.plans.lockCatalogue(manager);
    const present = await this.pull(manager);
    const { wanted, differences, problems } = compare(present, file, prune);
    if (problems.length > 0) throw new CatalogueRefused('The catalogue cannot be applied:', problems);
    if (agreed !== undefined && JSON.stringify(agreed) !== JSON.stringify(differences))
      throw new CatalogueRefused(
        'Somebody has changed the catalogue meanwhile. Look at the differences again.',
      );
    try {
      await this.writer.write(manager, { present, wanted, differences }, now);
    } catch (error) {
      if (error instanceof DomainError && REFUSED.has(error.code))
        throw new CatalogueRefused('The catalogue cannot be applied:', [error.detail]);
      throw error;
    }
    if (runningCycles) {
      const codes = new Set(differences.filter(({ versioned }) => versioned).map(({ id }) => id));
      for (const code of codes) await this.edits.bringToRunningCycles(manager, code, now);
    }
    return differences;
  }

  private async described(differences: Difference[], { runningCycles }: ApplyOptions): Promise<Applied> {
    const codes = [...new Set(differences.filter(({ kind }) => kind === 'plan').map(({ id }) => id))];
    const counts = codes.length === 0 ? [] : await query(this.dataSource, COUNT_ON_PLANS, { codes });
    const onPlan = new Map(counts.map(({ code, subscriptions }) => [code, subscriptions]));
    return { differences, lines: differenceLines(differences, onPlan, runningCycles) };
  }
}

/** Refusals that the file causes, and not the moment. */
const REFUSED = new Set<string>([
  'code_taken',
  'immutable',
  'in_use',
  'managed_feature',
  'plan_archived',
  'unknown_feature',
  'unknown_plan',
  'validation_failed',
  'wrong_state',
]);

/** Ends the transaction of a dry run. */
class TakenBack extends Error {}
