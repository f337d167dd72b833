import { DAY_MS } from '../../common/clock.js';
import { comparePricePerDay, MAX_TRIAL_DAYS, type Plan, sameInterval } from '../../billing-plans/index.js';
import { ValidationFailed } from '../../common/domain-error.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** Who starts or changes a subscription. These rules apply to its owner, and not to an operator. */
export type ChangedBy = 'owner' | 'operator';

export const WHENS = ['now', 'cycleEnd'] as const;
export type When = (typeof WHENS)[number];

export const lives = ({ endedAt }: SubscriptionRow): boolean => endedAt === null;
export const inTrial = (from: SubscriptionRow): boolean => lives(from) && from.turn === -1;

/** The instant of a change. It is never before the cycle in which the change happens, although clocks of servers differ. */
export const instantOf = (from: SubscriptionRow, now: Date): Date =>
  lives(from) && now < from.cycleStartsAt ? from.cycleStartsAt : now;

/**
 * The instant of an end. If the cycle is over, because the subscription could not be renewed, it is the end of that cycle: no
 * cycle is longer than planned.
 */
export const endOf = (from: SubscriptionRow, now: Date): Date =>
  from.cycleEndsAt < now ? from.cycleEndsAt : instantOf(from, now);

/** The longest trial of a plan, in milliseconds. */
const LONGEST_TRIAL_MS = MAX_TRIAL_DAYS * DAY_MS;

/** Refuses a new end that would make a trial shorter, or longer than the longest trial of a plan. @throws ValidationFailed */
export function refuseTrialEnd({ cycleStartsAt, cycleEndsAt }: SubscriptionRow, endsAt: Date): void {
  const latest = new Date(cycleStartsAt.getTime() + LONGEST_TRIAL_MS);
  if (endsAt >= cycleEndsAt && endsAt <= latest) return;
  const message = `must not be before ${cycleEndsAt.toISOString()} nor after ${latest.toISOString()}`;
  throw new ValidationFailed([{ field: 'endsAt', message }]);
}

/**
 * When an owner's change from a live subscription takes effect. A change to a more expensive plan takes effect at once, and so does
 * one to a plan of the same price and interval. Any other change takes effect when the cycle ends, because at once it would give
 * new units for nothing.
 */
export function defaultWhen(from: SubscriptionRow, to: Plan): When {
  if (from.currency !== to.price.currency) return 'cycleEnd';
  const difference = comparePricePerDay(to, inForce(from));
  if (difference > 0) return 'now';
  return difference === 0 && sameInterval(inForce(from).interval, to.interval) ? 'now' : 'cycleEnd';
}

/**
 * Whether an owner may move to a plan without paying first. Without a payment provider nobody upgrades for nothing. So an owner
 * may move to a plan with `selfService`, to a plan that costs less per day than the present one, or into a trial that does not
 * renew by itself. `from` is null at sign-up. `trial` says that the move begins an unused trial.
 */
export function mayMoveFreely(from: SubscriptionRow | null, to: Plan, trial: boolean): boolean {
  if (to.selfService || (trial && to.whenTrialEnds !== 'renew')) return true;
  if (from === null || !lives(from) || inTrial(from) || from.currency !== to.price.currency) return false;
  return comparePricePerDay(to, inForce(from)) < 0;
}

/**
 * Whether an owner may apply the newest terms of the present plan: if the owner could move to the plan, or it costs no more than
 * now. A trial goes on, and must not become one that renews by itself.
 */
export const mayApplyNewestTerms = (from: SubscriptionRow, to: Plan): boolean =>
  mayMoveFreely(from, to, inTrial(from)) || (!inTrial(from) && comparePricePerDay(to, inForce(from)) === 0);

/** The price of the subscription under the version in force, which an edit of the plan does not change. */
const inForce = ({ priceAmount, currency, intervalUnit, intervalCount }: SubscriptionRow) => ({
  price: { amount: priceAmount, currency },
  interval: { unit: intervalUnit, count: intervalCount },
});
