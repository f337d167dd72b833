import { MAX_UNITS } from '../../common/validation.js';
import type { CounterRow, GrantRow, QuotaStateRow } from './exact-spend.rows.js';
import type { Balance } from './spend.js';

/** Units that one grant paid. */
export interface Burn {
  id: string;
  amount: number;
}

/**
 * One counter and its grants, locked, while requests are decided in the order of arrival. It is plain arithmetic.
 * `ExactSpendService` writes the final state.
 */
export class CounterState {
  readonly burntNow = new Map<string, number>();
  /** True when something was granted. */
  changed = false;
  /** Days that began, with the value of the counter before them. */
  readonly begunDays = new Map<string, number>();
  /** Units that the plan had paid for when the counter was locked. */
  readonly paidBefore: number;
  /** When the last request that was granted was made. */
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

  /** Units that the plan has paid for. */
  get paidByPlan(): number {
    return this.counter.used - this.counter.burnt;
  }

  /** Grants all of `amount` at `now`, first from the plan, then from credits in their order. Null when it does not fit. */
  spend(amount: number, now: Date): Burn[] | null {
    const { counter, quotaState } = this;
    const plan = this.leftInPlan();
    // The unit is refused here: `decide` in exact-spend.service.ts makes a refusal of it.
    if (amount > plan + this.credits(now) || counter.used + amount > MAX_UNITS) return null;
    const fromPlan = Math.min(amount, plan);
    const burns = this.burn(amount - fromPlan, now);
    const day = dayOf(now);
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
    const { counter, quotaState } = this;
    // A plan without a limit pays all, so its grants are read and not locked.
    const credits = quotaState.limit === null ? quotaState.credits : this.credits(now);
    const remaining = quotaState.limit === null ? null : Math.min(this.leftInPlan() + credits, MAX_UNITS);
    const { cycleIndex: index, startsAt, endsAt } = quotaState;
    const cycle = { index, startsAt, endsAt };
    return { used: counter.used, burnt: counter.burnt, limit: quotaState.limit, credits, remaining, cycle };
  }

  private leftInPlan(): number {
    const { limit } = this.quotaState;
    return limit === null ? Infinity : Math.max(0, limit - (this.counter.used - this.counter.burnt));
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

/** The day in UTC, in the format of the database. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

const isLive = ({ startsAt, expiresAt }: GrantRow, now: Date): boolean =>
  startsAt <= now && (expiresAt === null || expiresAt > now);

/** A lower priority comes first, then an earlier expiry, then an earlier creation. */
function inBurnOrder(a: GrantRow, b: GrantRow): number {
  return (
    a.priority - b.priority ||
    expiry(a) - expiry(b) ||
    a.createdAt.getTime() - b.createdAt.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

/** A time later than all others, for grants that never expire. The difference of two infinities would not be a number. */
const expiry = ({ expiresAt }: GrantRow): number => expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

/** Null is unlimited. */
const highest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);
