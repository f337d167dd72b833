/** The answer that was given under a key. For a spend, `answer` is null and its facts follow. */
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
  /** What credits paid and was not given back, in the order in which it was used. */
  burns: { id: string; amount: number }[] | null;
  /** Units of `amount` that were given back. */
  refunded: number;
}
