const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A number of points in a number of seconds. */
export interface Limit {
  points: number;
  duration: number;
}

/** The counters of a call. The narrowest one comes first; a call that it refuses does not count against the wider ones. */
export const SCOPES = ['pair', 'address', 'account'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * How often something may be tried. `pair` counts one address that tries one account (the e-mail, user or business that is
 * named), `address` everything that an address tries, and `account` everything that is tried on an account, from anywhere.
 *
 * Anybody can name anybody's account. So requests without a log-in have no limit per account, with one exception: wrong
 * passwords. Addresses from which the account has succeeded before are exempt from that limit.
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
  /** Codes of a second factor. Only somebody with the password, or a session, gets to try them. */
  code: { account: { points: 10, duration: 15 * MINUTE } },
  /** Links of a product to the dashboard, for one member. */
  portal: { account: { points: 60, duration: HOUR } },
  /** Looking at such links and opening them. They cannot be guessed, and all people of an office have one address. */
  portalLink: { address: { points: 600, duration: 15 * MINUTE } },
  webhookTest: { account: { points: 60, duration: HOUR } },
} as const satisfies Record<string, Partial<Record<Scope, Limit>>>;
export type Limited = keyof typeof LIMITS;

/** Limits for one account that are counted in the transaction of the work. */
export const QUOTAS = {
  /** Mails to one address that other people cause, over all businesses. */
  mail: { points: 5, duration: DAY },
  /** Links to choose a new password. Beyond the limit, the last mailed link stays valid. */
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
 * What counts as an address. In IPv4 it is the address itself. In IPv6 a customer holds at least a /64, and providers give a /48
 * on request, so both count.
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
