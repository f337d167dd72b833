import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BillingPlansService } from '../billing-plans/index.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { BusinessImportService, type WantedBusiness } from './business-import.service.js';
import type { Dump, Row } from './dump.js';
import type { ImportMap } from './import-map.js';
import { People } from './people.js';
import { PlanImportService, planCodes, type PlanTarget } from './plan-import.service.js';
import { type Doubt, emptyReport, type Report } from './report.js';
import { chooseSubscription } from './subscription-choice.js';
import { teamOf } from './team.js';

export interface ImportOptions {
  dryRun: boolean;
  map: ImportMap;
  /** What becomes of an active subscription whose end is over: rolled forward, or ended there. */
  expired: 'roll' | 'end';
}

/**
 * Takes over the businesses of the original. Each is one transaction, so an import that was broken off goes on when it is run
 * again: what is there is unchanged.
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

  /** A dry run does each part and takes it back, so it reports what the run would. */
  async run(dump: Dump, doubts: Doubt[], options: ImportOptions): Promise<Report> {
    const report = emptyReport(options.dryRun, [...doubts]);
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
    report.doubts.push(...lost(dump));
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
    for (const row of dump.plans) {
      const work = (manager: EntityManager) => this.plans.import(manager, row, { map, codes, now });
      const { target, doubts } = await this.kept(dryRun, (kept) => this.catalogue.changing(kept), work);
      targets.set(row.pk, target);
      report.doubts.push(...doubts);
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
      // A dry run has taken the plans back.
      if (dryRun) for (const row of dump.plans) await this.plans.import(manager, row, { map, codes, now });
      return this.businesses.import(manager, wanted, now);
    };
    try {
      const imported = await this.kept(dryRun, (kept) => this.dataSource.transaction(kept), work);
      report.businesses.imported += 1;
      report.members += imported.members;
      report.invitations += imported.invitations;
      report.doubts.push(...imported.doubts);
    } catch (error) {
      if (!(error instanceof DomainError) || LATER.has(error.code)) throw error;
      const decision = `left out: ${error.detail}`;
      report.doubts.push({ row: `saas.business ${wanted.row.pk}`, rule: error.code, decision });
      report.businesses.leftOut += 1;
    }
  }

  /** Runs `work` in the transaction, and takes it back in a dry run. */
  private async kept<T>(
    dryRun: boolean,
    transaction: <R>(work: (manager: EntityManager) => Promise<R>) => Promise<R>,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!dryRun) return transaction(work);
    const taken: { back: T | null } = { back: null };
    try {
      await transaction(async (manager) => {
        taken.back = await work(manager);
        throw new TakenBack();
      });
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
    }
    return taken.back as T;
  }
}

/** Refusals of the moment. The import stops, and goes on when it is run again. */
const LATER = new Set<string>(['unavailable', 'overloaded', 'outcome_unknown', 'clock_wrong']);

/** Ends the transaction of a dry run. */
class TakenBack extends Error {}

/** The rows by the business that they belong to. */
function grouped<R extends { business: string }>(rows: R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(row.business, [...(groups.get(row.business) ?? []), row]);
  return groups;
}

/** Rows of businesses that are not in the file. */
function lost({ businesses, subscriptions, members }: Dump): Doubt[] {
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
