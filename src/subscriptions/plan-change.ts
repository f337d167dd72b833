import type { Plan } from '../billing-plans/billing-plans.service.js';
import type { ChangedBy, When } from './change-rules.js';

export interface Start {
  businessId: string;
  testClockId: string | null;
  /** Absent: the default plan. */
  planCode: string | undefined;
  by: ChangedBy;
}

/** The plan that somebody wants a business to be on. `trial` is an operator's: begin with its trial. */
export interface PlanWish {
  planCode: string;
  when?: When;
  trial?: boolean;
}

/** What a wish comes to. */
export interface PlanChange {
  plan: Plan;
  when: When;
  effectiveAt: Date;
  /** It begins with the plan's trial. */
  trial: boolean;
  /** The plan is the one it is on already; at most a pending plan is taken back. */
  stays: boolean;
}
