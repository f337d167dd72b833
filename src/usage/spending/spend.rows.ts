/** The answer of the statement for a group: everything that a batch asks of one business and feature. */
export interface GroupRow {
  /** The position of the group among the groups, from 1. */
  place: number;
  /** Null when the plan does not fully cover the group. Nothing is spent then. */
  used: number | null;
  /** What all groups of the business and feature spent together. `used` is the counter afterwards. */
  spent: number | null;
  burnt: number | null;
  limit: number | null;
  credits: number | null;
  cycleIndex: number | null;
  startsAt: Date | null;
  endsAt: Date | null;
  /** On a distributed database: the key was not used for a minute, and its use is to be noted. */
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

/** The groups of a batch, as arrays in parallel. */
export interface Groups {
  businessIds: string[];
  features: string[];
  /** Units that the group asks for together. */
  amounts: number[];
  /** When the last request of the group was made. */
  times: string[];
  /** The hash of a key that the statement has to verify, with the scope it needs; null for admitted callers. */
  keyHashes: (string | null)[];
  scopes: (string | null)[];
  /** The addresses that requests with an operator key came from; null for all other keys. */
  addresses: (string | null)[];
}

/** The spends of the groups that have an idempotency key, as arrays in parallel. */
export interface KeyedSpends {
  /** The place of the spend's group. */
  places: number[];
  keys: string[];
  recordIds: string[];
  fingerprints: Buffer[];
  units: number[];
  /** Units of the group up to and with this spend. */
  uptos: number[];
  recordedAt: Date;
  account: string;
}
