/** The answer of the statement for one group. */
export interface GroupRow {
  /** The position of the group among the groups, from 1. */
  place: number;
  /** The counter after the spend. Null if the plan does not fully cover the group; then nothing is spent. */
  used: number | null;
  /** The units that all groups of the business and feature spent together. */
  spent: number | null;
  burnt: number | null;
  limit: number | null;
  credits: number | null;
  cycleIndex: number | null;
  startsAt: Date | null;
  endsAt: Date | null;
  /** Whether the key was not used for a minute, so that its use has to be written. Only on a distributed database. */
  firstUse?: boolean | null;
}

/** A group that the plan fully covered. */
export interface SpentRow extends GroupRow {
  used: number;
  spent: number;
  burnt: number;
  credits: number;
  cycleIndex: number;
  startsAt: Date;
  endsAt: Date;
}

/** The groups of a batch, as parallel arrays. */
export interface Groups {
  businessIds: string[];
  features: string[];
  /** The sum of the units of the group. */
  amounts: number[];
  /** The time of the latest request of the group. */
  times: string[];
  /** The hash of a key that the statement has to verify, and the scope that it needs; null for admitted callers. */
  keyHashes: (string | null)[];
  scopes: (string | null)[];
  /** The network addresses of requests with an operator key; null for all other keys. */
  addresses: (string | null)[];
  /** The external ids that have to belong to the business; null where none was remembered. */
  externalIds: (string | null)[];
}

/** The spends with an idempotency key, as parallel arrays. */
export interface KeyedSpends {
  /** The place of the spend's group. */
  places: number[];
  keys: string[];
  recordIds: string[];
  fingerprints: Buffer[];
  units: number[];
  /** The sum of the units of the group up to and including this spend. */
  uptos: number[];
  recordedAt: Date;
  account: string;
  /** Whether keys that are known are looked for. Without it, one of them makes the statement fail. */
  lookUp: boolean;
}
