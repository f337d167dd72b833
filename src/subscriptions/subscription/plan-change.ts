import { type Plan, type Price, sameInterval } from '../../billing-plans/index.js';
import type { ChangeCost } from '../invoices/proration.js';
import { type ChangedBy, instantOf, inTrial, lives, type When } from './change-rules.js';
import type { SubscriptionRow } from './subscription.rows.js';

export interface Start {
  businessId: string;
  testClockId: string | null;
  /** Absent: the default plan. */
  planCode: string | undefined;
  by: ChangedBy;
  /** The business comes from elsewhere and is no newcomer: it has no trial, now or later. */
  withoutTrial?: boolean;
}

/** The plan that is requested for a business. Only operators set `trial`, to begin with the plan's trial. */
export interface PlanRequest {
  planCode: string;
  when?: When;
  trial?: boolean;
  /** For the present plan: apply its newest terms now, and not at the next cycle. Any other plan begins with its newest terms. */
  terms?: 'newest';
  /** Seats that an owner wants, where the price is per seat. Those of operators are set by `BillingTermsService`. */
  quantity?: number;
}

/**
 * What an owner's change needs before it takes effect: nothing, a way to be charged later (`card`), or that `cost` is paid first.
 * The changes of operators need nothing.
 */
export type Needs = 'nothing' | 'card' | 'payment';

/** How a business can pay: a saved card, an invoice that an operator marks paid, a test clock that pays, or not at all. */
export type Means = 'card' | 'invoice' | 'page' | 'clock' | null;

/** What a request for a change results in. */
export interface PlanChange {
  plan: Plan;
  when: When;
  effectiveAt: Date;
  /** It begins with the plan's trial. */
  trial: boolean;
  /** The plan and the terms stay. At most a pending plan or cancel is taken back. */
  stays: boolean;
  /** The terms afterwards: those in force if the plan stays, else the newest ones. */
  terms: { versionId: string; price: Price };
  /** Whether the running cycle goes on with its boundaries and its usage. */
  keepsCycle: boolean;
  /** The cycle whose usage still counts afterwards. Null when counters begin at zero. */
  usageOf: { subscriptionId: string; cycleIndex: number } | null;
  /** Seats that an owner asked for. Null: as many as now, or as are held. */
  seats: number | null;
  needs: Needs;
  /** What is due now. Null where nothing is. */
  cost: ChangeCost | null;
}

/**
 * Whether the request only asks for the plan that takes over anyway. For an owner this is so unless it is requested for now, for
 * an operator only if it is requested for the end of the cycle.
 */
export const namesPending = (
  from: SubscriptionRow,
  { planCode, when }: PlanRequest,
  by: ChangedBy,
): boolean =>
  lives(from) && from.pendingPlanCode === planCode && (by === 'owner' ? when !== 'now' : when === 'cycleEnd');

/** Whether owners can no longer begin on it. */
export const isClosed = ({ archivedAt, visibility }: Plan): boolean =>
  archivedAt !== null || visibility === 'hidden';

/** The plan stays, under the terms in force or, with `meets`, under the newest ones. */
export function kept(from: SubscriptionRow, plan: Plan, now: Date, meets: boolean): PlanChange {
  const price = { amount: from.priceAmount, currency: from.currency };
  return {
    plan,
    when: 'now',
    effectiveAt: instantOf(from, now),
    trial: false,
    stays: !meets,
    terms: meets ? newest(plan) : { versionId: from.planVersionId, price },
    keepsCycle: true,
    usageOf: cycleOf(from),
    ...NEEDS_NOTHING,
  };
}

/** The plan and its terms stay, with more seats from now on. */
export const withSeats = (from: SubscriptionRow, plan: Plan, seats: number, now: Date): PlanChange => ({
  ...kept(from, plan, now, false),
  stays: false,
  seats,
});

/** The plan and its terms stay, with fewer seats from the next cycle on. */
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

/** The plan takes over when the cycle ends. */
export const scheduled = (from: SubscriptionRow, plan: Plan): PlanChange => ({
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

/** The plan begins at once, with its trial or without. A cycle that is rewritten at its very start keeps its usage. */
export function begun(from: SubscriptionRow, plan: Plan, trial: boolean, now: Date): PlanChange {
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

const NEEDS_NOTHING = { seats: null, needs: 'nothing', cost: null } as const;
const newest = ({ versionId, price }: Plan) => ({ versionId, price });
const cycleOf = ({ id, cycleIndex }: SubscriptionRow) => ({ subscriptionId: id, cycleIndex });
