import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BillingPlansService } from '../billing-plans/index.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { PASSING_CODES } from '../common/problems.js';
import { BusinessImportService, type WantedBusiness } from './business-import.service.js';
import type { Dump, Row } from './dump.js';
import type { ImportMap } from './import-map.js';
import { LeftOut } from './import-refused.error.js';
import { People } from './people.js';
import {
  DEFAULT_PLAN,
  freeFirst,
  PlanImportService,
  planCodes,
  type PlanTarget,
} from './plan-import.service.js';
import type { Doubt, Report } from './report.js';
import { chooseSubscription } from './subscription-choice.js';
import { teamOf } from './team.js';

export interface ImportOptions {
  dryRun: boolean;
  map: ImportMap;
  /** What to do with an active subscription whose end is over: roll it forward, or end it there. */
  expired: 'roll' | 'end';
}

/**
 * Imports the businesses of the original. Each is one transaction, so an import that was interrupted goes on when it is run
 * again: businesses that were imported already stay unchanged.
 */
@Injectable()
export class ImportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly catalogue: BillingPlansService,
    private readonly plans: PlanImportService,
    private readonly businesses: BusinessImportService,
    private readonly clock: Clock,
  ) {}

  /**
   * Imports everything, and adds to the report what was done, also if it fails in the middle. A dry run does each part and rolls it
   * back, so it reports what a run would do.
   */
  async run(dump: Dump, report: Report, options: ImportOptions): Promise<Report> {
    const now = this.clock.now();
    const targets = await this.importPlans(dump, options, report, now);
    const people = new People(dump, options.map);
    report.doubts.push(...people.doubts);
    const subscriptions = grouped(dump.subscriptions);
    const members = grouped(dump.members);
    for (const row of dump.businesses) {
      if (await this.businesses.isThere(this.dataSource.manager, row.pk)) {
        report.businesses.unchanged += 1;
        continue;
      }
      const { team, doubts: ofTeam } = teamOf(row, members.get(row.pk) ?? [], people, options.map);
      const rules = { plans: targets, now, expired: options.expired };
      const { choice, doubts: ofChoice } = chooseSubscription(row, subscriptions.get(row.pk) ?? [], rules);
      report.doubts.push(...ofTeam, ...(team === null ? [] : ofChoice));
      if (team === null) report.businesses.leftOut += 1;
      else await this.importBusiness({ row, team, choice }, dump, options, report, now);
    }
    report.doubts.push(...withoutBusiness(dump));
    return report;
  }

  private async importPlans(
    dump: Dump,
    { map, dryRun }: ImportOptions,
    report: Report,
    now: Date,
  ): Promise<Map<string, PlanTarget>> {
    const codes = planCodes(dump.plans);
    const targets = new Map<string, PlanTarget>();
    let hasDefault = false;
    for (const row of freeFirst(dump.plans)) {
      const work = (manager: EntityManager) => this.plans.import(manager, row, { map, codes, now });
      const { target, doubts } = await this.commitUnlessDry(
        dryRun,
        (inside) => this.catalogue.changing(inside),
        work,
      );
      targets.set(row.pk, target);
      // A dry run rolls back each plan, so each becomes the default in it. In a run only the first one does.
      report.doubts.push(...doubts.filter(({ rule }) => rule !== DEFAULT_PLAN || !hasDefault));
      hasDefault ||= doubts.some(({ rule }) => rule === DEFAULT_PLAN);
      const counted = {
        made: 'imported',
        there: 'unchanged',
        mapped: 'unchanged',
        leftOut: 'leftOut',
      } as const;
      report.plans[counted[target.kind]] += 1;
    }
    return targets;
  }

  private async importBusiness(
    wanted: WantedBusiness,
    dump: Dump,
    { dryRun, map }: ImportOptions,
    report: Report,
    now: Date,
  ): Promise<void> {
    const codes = planCodes(dump.plans);
    const work = async (manager: EntityManager) => {
      // A dry run has rolled the plans back.
      if (dryRun)
        for (const row of freeFirst(dump.plans)) await this.plans.import(manager, row, { map, codes, now });
      return this.businesses.import(manager, wanted, now);
    };
    try {
      const imported = await this.commitUnlessDry(
        dryRun,
        (inside) => this.dataSource.transaction(inside),
        work,
      );
      report.businesses.imported += 1;
      report.members += imported.members;
      report.invitations += imported.invitations;
      report.doubts.push(...imported.doubts);
    } catch (error) {
      // A refusal that passes stops the import, which goes on when it is run again.
      const isOfBusiness =
        error instanceof LeftOut || (error instanceof DomainError && !PASSING_CODES.has(error.code));
      if (!isOfBusiness) throw error;
      const rule = error instanceof LeftOut ? error.rule : error.code;
      const decision = `left out: ${error.detail}`;
      report.doubts.push({ row: `saas.business ${wanted.row.pk}`, rule, decision });
      report.businesses.leftOut += 1;
    }
  }

  /** Runs `work` in the transaction, and rolls it back in a dry run. Returns the result of `work`. */
  private async commitUnlessDry<T>(
    dryRun: boolean,
    transaction: <R>(work: (manager: EntityManager) => Promise<R>) => Promise<R>,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!dryRun) return transaction(work);
    const results: T[] = [];
    try {
      await transaction(async (manager) => {
        results.push(await work(manager));
        throw new RolledBack();
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    return results[0] as T;
  }
}

/** Rolls back the transaction of a dry run. */
class RolledBack extends Error {}

/** Groups rows by the business to which they belong. */
function grouped<R extends { business: string }>(rows: R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(row.business, [...(groups.get(row.business) ?? []), row]);
  return groups;
}

/** The rows whose business is not in the file, as doubts. */
function withoutBusiness({ businesses, subscriptions, members }: Dump): Doubt[] {
  const known = new Set(businesses.map(({ pk }) => pk));
  const of = (model: string, rows: (Row<'subscription'> | Row<'member'>)[]) =>
    rows
      .filter(({ business }) => !known.has(business))
      .map(({ pk, business }) => ({
        row: `${model} ${pk}`,
        rule: 'no_business',
        decision: `left out: business ${business} is not in the file`,
      }));
  return [...of('saas.subscription', subscriptions), ...of('saas.teammember', members)];
}
