const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** So many points in so many seconds. */
export interface Limit {
  points: number;
  duration: number;
}

/** What a call counts against. The narrowest comes first, and what it stops does not count against the wider ones. */
export const SCOPES = ['pair', 'address', 'account'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * How often something may be tried. `pair` is one address trying one account (the e-mail, user or business that is
 * named), `address` all that an address tries, `account` all that is tried on an account, from anywhere.
 *
 * Anybody may name anybody's account. So what needs no log-in has no limit per account, with one exception: wrong
 * passwords, from which the addresses are exempt that the account has succeeded from before.
 */
export const LIMITS = {
  guess: {
    pair: { points: 10, duration: 15 * MINUTE },
    address: { points: 100, duration: 15 * MINUTE },
    account: { points: 100, duration: 15 * MINUTE },
  },
  signup: { pair: { points: 5, duration: HOUR }, address: { points: 30, duration: HOUR } },
  reset: { pair: { points: 5, duration: HOUR }, address: { points: 30, duration: HOUR } },
  token: { address: { points: 60, duration: 15 * MINUTE } },
  business: { address: { points: 30, duration: HOUR }, account: { points: 5, duration: HOUR } },
  verify: { address: { points: 60, duration: HOUR }, account: { points: 10, duration: HOUR } },
  invite: { address: { points: 200, duration: HOUR }, account: { points: 200, duration: HOUR } },
  webhookTest: { account: { points: 60, duration: HOUR } },
} as const satisfies Record<string, Partial<Record<Scope, Limit>>>;
export type Limited = keyof typeof LIMITS;

/** What is counted in the transaction that does it, for one account. */
export const QUOTAS = {
  /** Mails to one address that other people cause, over all businesses. */
  mail: { points: 5, duration: DAY },
  /** Links to choose a new password; beyond them the one that was mailed last has to do, as long as it is good. */
  reset: { points: 3, duration: 30 * MINUTE },
  /** Invitations by somebody who has not proven an address. */
  invitation: { points: 10, duration: DAY },
} as const satisfies Record<string, Limit>;
export type Quota = keyof typeof QUOTAS;

/** A part of the Internet that one customer holds, and how many times the points of one address it may use. */
export interface Network {
  name: string;
  times: number;
}

/**
 * What counts as an address: itself in IPv4. In IPv6 a customer holds a /64 at least, and providers give a /48 to whoever
 * asks, so both count.
 */
export function networksOf(address = 'unknown'): [Network, ...Network[]] {
  if (!address.includes(':')) return [{ name: address, times: 1 }];
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return [
    { name: `${groups.slice(0, 4).join(':')}::/64`, times: 1 },
    { name: `${groups.slice(0, 3).join(':')}::/48`, times: 4 },
  ];
}
