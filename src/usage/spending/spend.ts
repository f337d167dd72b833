import type { BotClaim } from '../../common/access.js';
import type { Refusal } from '../../common/refusal.js';
import type { KeyedRequest } from '../idempotency/idempotency-key.js';

/** What is asked for. */
export interface Wanted {
  feature: string;
  amount: number;
  /** Null without an idempotency key. */
  keyed: KeyedRequest | null;
}

/** A wish to spend units of a metered feature, at the time of its business. */
export interface Spend extends Wanted {
  businessId: string;
  now: Date;
  /** By whose claim, if nobody has looked it up yet. */
  claim: BotClaim | null;
}

/** How a feature stood right after a spend, or stands for a refusal. */
export interface Balance {
  used: number;
  /** Units of `used` that credits paid. */
  burnt: number;
  limit: number | null;
  credits: number;
  remaining: number | null;
  cycle: { index: number; startsAt: Date; endsAt: Date };
}

/** What became of a wish. */
export type Outcome =
  | { kind: 'granted'; id: string | null; balance: Balance }
  /** Granted before, under the same key. */
  | { kind: 'replayed'; id: string; balance: Balance }
  | { kind: 'refused'; balance: Balance }
  | { kind: 'unsubscribed' }
  /** The cycle is over at the time of the wish; nothing was done. */
  | { kind: 'overdue' }
  /** A request with the same key is under way elsewhere; nothing was done. */
  | { kind: 'inProgress' }
  | { kind: 'failed'; refusal: Refusal };

export const groupOf = ({ businessId, feature }: { businessId: string; feature: string }): string =>
  `${businessId} ${feature}`;

/** The first item of each group, with all of its members, in the order of arrival. */
export function grouped<T extends { businessId: string; feature: string }>(items: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const members = groups.get(groupOf(item));
    if (members === undefined) groups.set(groupOf(item), [item]);
    else members.push(item);
  }
  return groups;
}
