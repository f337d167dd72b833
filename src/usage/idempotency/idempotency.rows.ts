/** The answer that was given to a key. For a spend, `answer` is null, and the fields after it are the facts of the spend. */
export interface RecordRow {
  id: string;
  account: string;
  businessId: string;
  key: string;
  fingerprint: Buffer;
  answer: unknown;
  subscriptionId: string;
  cycleIndex: number;
  feature: string;
  amount: number;
  used: number;
  limit: number | null;
  credits: number;
  remaining: number | null;
  startsAt: Date;
  endsAt: Date;
  day: string;
  /** The units that credits paid and that were not given back, in the order in which they were used. */
  burns: { id: string; amount: number }[] | null;
  /** Units of `amount` that were given back. */
  refunded: number;
}
