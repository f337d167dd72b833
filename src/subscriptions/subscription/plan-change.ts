import { type Plan, type Price, sameInterval } from '../../billing-plans/index.js';
import type { ChangeCost } from '../invoices/proration.js';
import { type ChangedBy, instantOf, inTrial, lives, type When } from './change-rules.js';
import type { SubscriptionRow } from './subscription.rows.js';

export interface Start {
  businessId: string;
  testClockId: string | null;
  /** The default plan if undefined. */
  planCode: string | undefined;
  by: ChangedBy;
  /** Whether the business has no trial of this plan, now or later, because it is imported and not new. */
  withoutTrial?: boolean;
}

/** The plan that is requested for a business. Only operators set `trial`, to begin with the plan's trial. */
export interface PlanRequest {
  planCode: string;
  when?: When;
  trial?: boolean;
  /**
   * For the present plan: apply its newest terms now, and not with the next cycle. Any other plan begins with its newest terms
   * anyway.
   */
  terms?: 'newest';
  /** The seats that an owner asks for, if the price is per seat. Operators set seats by `BillingTermsService`. */
  quantity?: number;
}

/**
 * What an owner's change needs before it takes effect: nothing, a way to be charged later (`card`), or a payment of `cost`.
 * Changes of operators need nothing.
 */
export type Needs = 'nothing' | 'card' | 'payment';

/**
 * How a business can pay: by a saved card, by an invoice that an operator marks as paid, on a page of the provider, by a test
 * clock that pays, or not at all.
 */
export type Means = 'card' | 'invoice' | 'page' | 'clock' | null;

/** What a request for a change results in. */
export interface PlanChange {
  plan: Plan;
  when: When;
  effectiveAt: Date;
  /** Whether the change begins with the plan's trial. */
  trial: boolean;
  /**
   * Whether the trial of the plan counts as used once the change is applied, so that the business cannot have it later: an operator
   * puts the business on the plan, or money that it paid pays for the plan.
   */
  usesTrial: boolean;
  /** Whether the plan and the terms stay, so that at most a pending plan or cancel is taken back. */
  stays: boolean;
  /** The terms afterwards: those in force if the plan stays, else the newest ones. */
  terms: { versionId: string; price: Price };
  /** Whether the running cycle goes on with its boundaries and its usage. */
  keepsCycle: boolean;
  /** The cycle whose usage still counts afterwards. Null if counters begin at zero. */
  usageOf: { subscriptionId: string; cycleIndex: number } | null;
  /** The seats that an owner asked for. Null means as many as now, or as are held. */
  seats: number | null;
  needs: Needs;
  /** What is due now. Null if nothing is. */
  cost: ChangeCost | null;
}

/**
 * Whether the request only asks for the plan that is pending already. For an owner this is so unless the request is for now; for
 * an operator, only if it is for the end of the cycle.
 */
export const namesPending = (
  from: SubscriptionRow,
  { planCode, when }: PlanRequest,
  by: ChangedBy,
): boolean =>
  lives(from) && from.pendingPlanCode === planCode && (by === 'owner' ? when !== 'now' : when === 'cycleEnd');

/** A change in which the plan stays, under the terms in force or, with `appliesNewest`, under the newest terms. */
export function keepPlan(from: SubscriptionRow, plan: Plan, now: Date, appliesNewest: boolean): PlanChange {
  const price = { amount: from.priceAmount, currency: from.currency };
  return {
    plan,
    when: 'now',
    effectiveAt: instantOf(from, now),
    trial: false,
    stays: !appliesNewest,
    terms: appliesNewest ? newest(plan) : { versionId: from.planVersionId, price },
    keepsCycle: true,
    usageOf: cycleOf(from),
    ...NEEDS_NOTHING,
  };
}

/** A change in which the plan and its terms stay, with more seats from now on. */
export const withSeats = (from: SubscriptionRow, plan: Plan, seats: number, now: Date): PlanChange => ({
  ...keepPlan(from, plan, now, false),
  stays: false,
  seats,
});

/** A change in which the plan and its terms stay, with fewer seats from the next cycle on. */
export const withFewerSeats = (from: SubscriptionRow, plan: Plan, seats: number, now: Date): PlanChange => ({
  ...withSeats(from, plan, seats, now),
  when: 'cycleEnd',
  effectiveAt: from.cycleEndsAt,
});

/** Whether only the seats change: the plan and the terms in force stay. */
export const onlySeats = (from: SubscriptionRow, { seats, plan, terms, keepsCycle }: PlanChange): boolean =>
  seats !== null &&
  lives(from) &&
  keepsCycle &&
  plan.code === from.planCode &&
  terms.versionId === from.planVersionId;

/** A change in which the plan takes over when the cycle ends. */
export const schedulePlan = (from: SubscriptionRow, plan: Plan): PlanChange => ({
  plan,
  when: 'cycleEnd',
  effectiveAt: from.cycleEndsAt,
  trial: false,
  stays: false,
  terms: newest(plan),
  keepsCycle: false,
  usageOf: null,
  ...NEEDS_NOTHING,
});

/**
 * A change in which the plan begins now, with its trial or without. If a cycle is rewritten at its very start, it keeps its
 * usage.
 */
export function beginPlan(from: SubscriptionRow, plan: Plan, trial: boolean, now: Date): PlanChange {
  const effectiveAt = instantOf(from, now);
  const current = { unit: from.intervalUnit, count: from.intervalCount };
  const keepsCycle = lives(from) && !inTrial(from) && !trial && sameInterval(current, plan.interval);
  const rewrites = lives(from) && effectiveAt.getTime() === from.cycleStartsAt.getTime();
  return {
    plan,
    when: 'now',
    effectiveAt,
    trial,
    stays: false,
    terms: newest(plan),
    keepsCycle,
    usageOf: keepsCycle || rewrites ? cycleOf(from) : null,
    ...NEEDS_NOTHING,
  };
}

const NEEDS_NOTHING = { usesTrial: false, seats: null, needs: 'nothing', cost: null } as const;
const newest = ({ versionId, price }: Plan) => ({ versionId, price });
const cycleOf = ({ id, cycleIndex }: SubscriptionRow) => ({ subscriptionId: id, cycleIndex });
