import type { Afterwards, IntervalUnit, Limits, Plan, VersionTerms, WhenUnpaid } from './plan.js';

/** The terms of a version, as `VERSION_COLUMNS` reads them. */
export interface VersionTermsRow {
  priceAmount: number;
  currency: string;
  trialDays: number;
  afterCycle: 'renew' | 'end' | 'switch';
  afterCyclePlan: string | null;
  afterTrial: 'renew' | 'end' | 'switch';
  afterTrialPlan: string | null;
  afterUnpaid: 'end' | 'switch' | null;
  afterUnpaidPlan: string | null;
  graceDays: number;
  perSeat: boolean;
  limits: Limits;
}

/** A plan joined with its newest version, as `plans.sql.ts` reads it. */
export interface PlanRow extends VersionTermsRow {
  id: string;
  code: string;
  name: string;
  description: string;
  intervalUnit: IntervalUnit;
  intervalCount: number;
  visibility: 'public' | 'hidden';
  selfService: boolean;
  isDefault: boolean;
  archivedAt: Date | null;
  versionId: string;
}

export const toVersionTerms = (row: VersionTermsRow): VersionTerms => ({
  price: { amount: row.priceAmount, currency: row.currency },
  trialDays: row.trialDays,
  whenCycleEnds: toAfterwards(row.afterCycle, row.afterCyclePlan),
  whenTrialEnds: toAfterwards(row.afterTrial, row.afterTrialPlan),
  whenUnpaid: toWhenUnpaid(row.afterUnpaid, row.afterUnpaidPlan),
  graceDays: row.graceDays,
  perSeat: row.perSeat,
  limits: row.limits,
});

export const toPlan = (row: PlanRow): Plan => ({
  id: row.id,
  code: row.code,
  name: row.name,
  description: row.description,
  ...toVersionTerms(row),
  interval: { unit: row.intervalUnit, count: row.intervalCount },
  visibility: row.visibility,
  selfService: row.selfService,
  isDefault: row.isDefault,
  archivedAt: row.archivedAt,
  versionId: row.versionId,
});

const toAfterwards = (what: 'renew' | 'end' | 'switch', plan: string | null): Afterwards =>
  what === 'switch' ? { switchTo: plan ?? '' } : what;

const toWhenUnpaid = (what: 'end' | 'switch' | null, plan: string | null): WhenUnpaid =>
  what === 'switch' ? { switchTo: plan ?? '' } : what;

/** The two columns that hold a `WhenUnpaid`. */
export const whenUnpaidColumns = (whenUnpaid: WhenUnpaid): [string | null, string | null] =>
  whenUnpaid === null || typeof whenUnpaid === 'string'
    ? [whenUnpaid, null]
    : ['switch', whenUnpaid.switchTo];

/** The two columns that hold an `Afterwards`. */
export const afterwardsColumns = (afterwards: Afterwards): [string, string | null] =>
  typeof afterwards === 'string' ? [afterwards, null] : ['switch', afterwards.switchTo];
