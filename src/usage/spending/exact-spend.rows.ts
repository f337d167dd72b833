/** The state of a feature of a business in its open cycle. */
export interface QuotaStateRow {
  businessId: string;
  feature: string;
  subscriptionId: string | null;
  cycleIndex: number;
  startsAt: Date;
  /** As planned. */
  endsAt: Date;
  /** The end of the cycle: before `endsAt` while the subscription is past due. */
  openUntil: Date;
  limit: number | null;
  /** A switch that is on. */
  enabled: boolean;
  /** Read without a lock: what a grant that nobody has touched would add. */
  credits: number;
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
