import type { Afterwards, IntervalUnit, Limits, Plan } from './plan.js';

/** A plan joined with its newest version, as `plans.sql.ts` reads it. */
export interface PlanRow {
  id: string;
  code: string;
  name: string;
  description: string;
  priceAmount: number;
  currency: string;
  intervalUnit: IntervalUnit;
  intervalCount: number;
  trialDays: number;
  afterCycle: 'renew' | 'end' | 'switch';
  afterCyclePlan: string | null;
  afterTrial: 'renew' | 'end' | 'switch';
  afterTrialPlan: string | null;
  visibility: 'public' | 'hidden';
  selfService: boolean;
  isDefault: boolean;
  archivedAt: Date | null;
  versionId: string;
  limits: Limits;
}

export const toPlan = (row: PlanRow): Plan => ({
  id: row.id,
  code: row.code,
  name: row.name,
  description: row.description,
  price: { amount: row.priceAmount, currency: row.currency },
  interval: { unit: row.intervalUnit, count: row.intervalCount },
  trialDays: row.trialDays,
  whenCycleEnds: toAfterwards(row.afterCycle, row.afterCyclePlan),
  whenTrialEnds: toAfterwards(row.afterTrial, row.afterTrialPlan),
  visibility: row.visibility,
  selfService: row.selfService,
  isDefault: row.isDefault,
  archivedAt: row.archivedAt,
  limits: row.limits,
  versionId: row.versionId,
});

const toAfterwards = (what: 'renew' | 'end' | 'switch', plan: string | null): Afterwards =>
  what === 'switch' ? { switchTo: plan ?? '' } : what;

/** The two columns that hold an `Afterwards`. */
export const afterwardsColumns = (afterwards: Afterwards): [string, string | null] =>
  typeof afterwards === 'string' ? [afterwards, null] : ['switch', afterwards.switchTo];
