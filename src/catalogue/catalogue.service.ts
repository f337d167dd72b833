import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BillingPlansService, PlanEditsService } from '../billing-plans/index.js';
import { type Executor, query } from '../database/sql.js';
import type { Catalogue, WantedCatalogue } from './catalogue.js';
import { CatalogueRefused } from './catalogue-refused.error.js';
import { COUNT_ON_PLANS } from './catalogue.sql.js';
import { CatalogueWriterService } from './catalogue-writer.service.js';
import { compare, type Difference } from './difference.js';
import { differenceLines } from './difference-lines.js';

export interface ApplyOptions {
  /** Archive the plans and retire the features that the file does not name. */
  prune: boolean;
  /** Apply new versions to running cycles too. */
  runningCycles: boolean;
  /** The differences that a person accepted. If the present differences are not these, nothing is written. */
  agreed?: Difference[];
}

export interface Applied {
  differences: Difference[];
  /** A line for each difference, for people. */
  lines: string[];
}

/** Makes features and plans what a file says. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly edits: PlanEditsService,
    private readonly writer: CatalogueWriterService,
  ) {}

  /** Reads all features and plans, the oldest plan first. */
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
   * Makes the catalogue what the file says, in one transaction that locks the catalogue and in which no cycle opens. It leaves
   * alone what already matches the file, so applying the same file again writes nothing and makes no version.
   *
   * @throws CatalogueRefused for what never changes or does not fit together; nothing is written then. DomainError `unavailable`
   * when some running cycles follow a little later.
   */
  async apply(file: WantedCatalogue, options: ApplyOptions): Promise<Applied> {
    const differences = await this.edits.editing((manager, now) => this.write(manager, now, file, options));
    const codes = new Set(differences.filter(({ versioned }) => versioned).map(({ id }) => id));
    if (options.runningCycles) for (const code of codes) await this.edits.move(code);
    return this.described(differences, options);
  }

  /** Returns what `apply` would do. It applies the file and rolls back, so it refuses what `apply` would refuse. */
  async dryRun(file: WantedCatalogue, options: ApplyOptions): Promise<Applied> {
    let differences: Difference[] = [];
    try {
      await this.edits.editing(async (manager, now) => {
        differences = await this.write(manager, now, file, options);
        throw new RolledBack();
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    return this.described(differences, options);
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
    await this.writer.write(manager, { present, wanted, differences }, now);
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

/** Rolls back the transaction of a dry run. */
class RolledBack extends Error {}
