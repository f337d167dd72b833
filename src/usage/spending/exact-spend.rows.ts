/** The state of a feature of a business in its open cycle, for requests of some time. */
export interface QuotaStateRow {
  businessId: string;
  feature: string;
  subscriptionId: string | null;
  cycleIndex: number;
  startsAt: Date;
  /** The planned end of the cycle. */
  endsAt: Date;
  /** When the cycle really ends. While the subscription is past due it can be before `endsAt`. */
  openUntil: Date;
  limit: number | null;
  /** Whether the counter exists, read without a lock. */
  hasCounter: boolean;
  /** Whether a switch is on. */
  enabled: boolean;
  /** The credits that are live for the earliest request, read without a lock. */
  credits: number;
  /** The credits that are live for the earliest request, and those that begin by the latest one. No request can have more. */
  creditsAtMost: number;
}

export interface CounterRow {
  businessId: string;
  feature: string;
  used: number;
  burnt: number;
  highestLimit: number | null;
  day: string;
  dayBase: number;
}

export interface GrantRow {
  businessId: string;
  feature: string;
  id: string;
  amount: number;
  burnt: number;
  priority: number;
  startsAt: Date;
  expiresAt: Date | null;
  createdAt: Date;
}
