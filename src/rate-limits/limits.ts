const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** At most `points` calls in `duration` seconds. */
export interface Limit {
  points: number;
  duration: number;
}

/**
 * What calls are counted by, the narrowest first. A call that one of them refuses does not count against the wider ones after it.
 */
export const COUNTED_BY = ['pair', 'address', 'account'] as const;
export type CountedBy = (typeof COUNTED_BY)[number];

/**
 * How often something may be tried. An account is the e-mail, user or business that a call names. `pair` counts the calls from one
 * address for one account, `address` all calls from one address, and `account` all calls for one account.
 *
 * Anybody can name anybody's account. So requests without a log-in have no limit per account, with one exception: wrong passwords.
 * Addresses from which somebody has logged in to the account before are exempt from that limit.
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
  /** Codes of a second factor. Only somebody with the password or a session can try them. */
  code: { account: { points: 10, duration: 15 * MINUTE } },
  /** Links to the dashboard that the product's backend requests for one member. */
  portal: { account: { points: 60, duration: HOUR } },
  /** Requests to look at such links and to open them. Nobody can guess a link, and all people of an office share one address. */
  portalLink: { address: { points: 600, duration: 15 * MINUTE } },
  /** Sessions that a person opens in another business. No password is asked for, so nothing else slows such requests down. */
  switch: { account: { points: 300, duration: HOUR } },
  /** Refreshes of all sessions of a person. Each stores a row. 500 sessions that refresh every five minutes do so 6,000 times. */
  refresh: { account: { points: 10_000, duration: HOUR } },
  /** Changes of a person's own names, each of which is an entry in the operators' audit log. */
  rename: { account: { points: 60, duration: HOUR } },
  /** Keys of a business that one person makes or rotates. Each stores a row for ever. All bots can get a new key within an hour. */
  key: { account: { points: 1_000, duration: HOUR } },
  webhookTest: { account: { points: 60, duration: HOUR } },
} as const satisfies Record<string, Partial<Record<CountedBy, Limit>>>;
export type Limited = keyof typeof LIMITS;

/** Limits for one account that are counted in the transaction of the work. */
export const QUOTAS = {
  /** Mails to one address that other people cause, over all businesses. */
  mail: { points: 5, duration: DAY },
  /** Mailed links to choose a new password. Beyond the limit no link is mailed, and the last one stays valid. */
  reset: { points: 3, duration: 30 * MINUTE },
  /** Invitations by a person whose e-mail address is not verified. */
  invitation: { points: 10, duration: DAY },
} as const satisfies Record<string, Limit>;
export type Quota = keyof typeof QUOTAS;

/** A network that one customer of a provider holds. It may use `times` as many points as one address. */
export interface Network {
  name: string;
  times: number;
}

/**
 * The networks against which calls from an address are counted. For IPv4 that is the address itself. For IPv6 it is the /64 and the
 * /48: a customer holds at least a /64, and providers give a /48 on request.
 */
export function networksOf(address = 'unknown'): [Network, ...Network[]] {
  if (!address.includes(':')) return [{ name: address, times: 1 }];
  const [head = [], tail] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array<string>(Math.max(0, zeros)).fill('0'), ...(tail ?? [])];
  return [
    { name: `${groups.slice(0, 4).join(':')}::/64`, times: 1 },
    { name: `${groups.slice(0, 3).join(':')}::/48`, times: 4 },
  ];
}
