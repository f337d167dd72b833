import { comparePricePerDay, type Plan, sameInterval } from '../../billing-plans/index.js';
import { ValidationFailed } from '../../common/domain-error.js';
import type { SubscriptionRow } from './subscription.view.js';

/** Who starts or changes a subscription: its owner, bound by these rules, or an operator, who is not. */
export type ChangedBy = 'owner' | 'operator';

export const WHENS = ['now', 'cycleEnd'] as const;
export type When = (typeof WHENS)[number];

export const lives = ({ endedAt }: SubscriptionRow): boolean => endedAt === null;
export const inTrial = (from: SubscriptionRow): boolean => lives(from) && from.turn === -1;

/** The instant of a change: servers' clocks differ, and nothing happens before the cycle that it happens in. */
export const instantOf = (from: SubscriptionRow, now: Date): Date =>
  lives(from) && now < from.cycleStartsAt ? from.cycleStartsAt : now;

/**
 * The instant of an end. A cycle that is over, because the subscription cannot be renewed, is where it ends: no cycle is
 * longer than planned.
 */
export const endOf = (from: SubscriptionRow, now: Date): Date =>
  from.cycleEndsAt < now ? from.cycleEndsAt : instantOf(from, now);

/** As long as the trial of a plan may be. */
const LONGEST_TRIAL_MS = 730 * 86_400_000;

/** A trial is never shortened, and never longer than the trial of a plan may be. @throws ValidationFailed */
export function refuseTrialEnd({ cycleStartsAt, cycleEndsAt }: SubscriptionRow, endsAt: Date): void {
  const latest = new Date(cycleStartsAt.getTime() + LONGEST_TRIAL_MS);
  if (endsAt >= cycleEndsAt && endsAt <= latest) return;
  const message = `must not be before ${cycleEndsAt.toISOString()} nor after ${latest.toISOString()}`;
  throw new ValidationFailed([{ field: 'endsAt', message }]);
}

/**
 * When an owner's change from a live subscription takes effect: at once to a dearer plan, or to an equally dear one of
 * the same interval; else when the cycle ends, for a change at once would be a fresh counter for nothing.
 */
export function defaultWhen(from: SubscriptionRow, to: Plan): When {
  if (from.currency !== to.price.currency) return 'cycleEnd';
  const dearer = comparePricePerDay(to, inForce(from));
  if (dearer > 0) return 'now';
  return dearer === 0 && sameInterval(inForce(from).interval, to.interval) ? 'now' : 'cycleEnd';
}

/**
 * Without a payment provider nobody upgrades for nothing. An owner may move to a plan that is for everyone, to one
 * that costs less per day than what is paid for now, or into a trial that does not renew by itself. `from` is null at
 * sign-up; `trial` says that the move begins an unused trial.
 */
export function mayMoveFreely(from: SubscriptionRow | null, to: Plan, trial: boolean): boolean {
  if (to.selfService || (trial && to.whenTrialEnds !== 'renew')) return true;
  if (from === null || !lives(from) || inTrial(from) || from.currency !== to.price.currency) return false;
  return comparePricePerDay(to, inForce(from)) < 0;
}

/**
 * Whether an owner may meet the newest terms of their own plan: where they may move to it, or it costs no more than what is
 * paid for now. A trial goes on, and must not become one that renews by itself.
 */
export const mayMeetNewestTerms = (from: SubscriptionRow, to: Plan): boolean =>
  mayMoveFreely(from, to, inTrial(from)) || (!inTrial(from) && comparePricePerDay(to, inForce(from)) === 0);

/** What the subscription costs under the version in force, which an edit of the plan does not change. */
const inForce = ({ priceAmount, currency, intervalUnit, intervalCount }: SubscriptionRow) => ({
  price: { amount: priceAmount, currency },
  interval: { unit: intervalUnit, count: intervalCount },
});
