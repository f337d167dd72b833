import { utcDay } from '../../common/clock.js';
import { MAX_UNITS } from '../../common/validation.js';
import type { CounterRow, GrantRow, QuotaStateRow } from './exact-spend.rows.js';
import { type Balance, leftInPlan, remainingOf } from './spend.js';

/** The units that one grant paid. */
export interface Burn {
  id: string;
  amount: number;
}

/**
 * The state of one locked counter and its grants, while requests are decided in the order of arrival. It only computes.
 * `ExactSpendService` writes the final state.
 */
export class CounterState {
  readonly burntNow = new Map<string, number>();
  /** Whether any request was granted. */
  changed = false;
  /** The days that began, each with the value of the counter before it. */
  readonly begunDays = new Map<string, number>();
  /** The units that the plan had paid for when the counter was locked. */
  readonly paidBefore: number;
  /** The time of the latest request that was granted. */
  lastAt: Date | null = null;
  private readonly grants: GrantRow[];

  constructor(
    readonly quotaState: QuotaStateRow & { subscriptionId: string },
    readonly counter: CounterRow,
    grants: GrantRow[],
  ) {
    this.grants = [...grants].sort(inBurnOrder);
    this.paidBefore = this.paidByPlan;
  }

  /** The units that the plan has paid for. */
  get paidByPlan(): number {
    return this.counter.used - this.counter.burnt;
  }

  /** Grants all of `amount` at `now`: first from the plan, then from credits in their order. Null if it does not fit. */
  spend(amount: number, now: Date): Burn[] | null {
    const { counter, quotaState } = this;
    const plan = this.leftInPlan();
    // A spend above the limit is refused here. `decide` in exact-spend.service.ts makes the outcome.
    if (amount > plan + this.credits(now) || counter.used + amount > MAX_UNITS) return null;
    const fromPlan = Math.min(amount, plan);
    const burns = this.burn(amount - fromPlan, now);
    const day = utcDay(now);
    if (day > counter.day) {
      counter.day = day;
      counter.dayBase = counter.used;
    }
    if (counter.used === counter.dayBase) this.begunDays.set(counter.day, counter.dayBase);
    counter.used += amount;
    counter.burnt += amount - fromPlan;
    counter.highestLimit = highest(counter.highestLimit, quotaState.limit);
    if (this.lastAt === null || now > this.lastAt) this.lastAt = now;
    this.changed = true;
    return burns;
  }

  balance(now: Date): Balance {
    const { used, burnt } = this.counter;
    const { limit, cycleIndex: index, startsAt, endsAt } = this.quotaState;
    // A plan without a limit pays all. So its grants are read without a lock.
    const credits = limit === null ? this.quotaState.credits : this.credits(now);
    const remaining = remainingOf({ used, burnt, limit, credits });
    return { used, burnt, limit, credits, remaining, cycle: { index, startsAt, endsAt } };
  }

  private leftInPlan(): number {
    return leftInPlan({ ...this.counter, limit: this.quotaState.limit });
  }

  private credits(now: Date): number {
    const sum = this.grants.reduce(
      (total, grant) => total + (isLive(grant, now) ? grant.amount - grant.burnt : 0),
      0,
    );
    return Math.min(sum, MAX_UNITS);
  }

  private burn(units: number, now: Date): Burn[] {
    const burns: Burn[] = [];
    let rest = units;
    for (const grant of this.grants) {
      const amount = isLive(grant, now) ? Math.min(rest, grant.amount - grant.burnt) : 0;
      if (amount === 0) continue;
      grant.burnt += amount;
      rest -= amount;
      this.burntNow.set(grant.id, grant.burnt);
      burns.push({ id: grant.id, amount });
    }
    return burns;
  }
}

const isLive = ({ startsAt, expiresAt }: GrantRow, now: Date): boolean =>
  startsAt <= now && (expiresAt === null || expiresAt > now);

/** The order in which grants are used: lower priority, then earlier expiry, then earlier creation. */
function inBurnOrder(a: GrantRow, b: GrantRow): number {
  return (
    a.priority - b.priority ||
    expiry(a) - expiry(b) ||
    a.createdAt.getTime() - b.createdAt.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

/**
 * The time of expiry. Grants that never expire get a time later than all others, because the difference of two infinities is not a
 * number.
 */
const expiry = ({ expiresAt }: GrantRow): number => expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

/** The higher limit. Null is unlimited. */
const highest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);
