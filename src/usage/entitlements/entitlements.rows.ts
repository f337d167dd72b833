/** The state of a feature for a business at a time. */
export interface EntitlementRow {
  place: number;
  feature: string;
  kind: 'metered' | 'allocated' | 'switch';
  subscribed: boolean;
  /** Whether the cycle is over at that time. Then the caller rolls the business forward and reads again. */
  overdue: boolean;
  endsAt: Date | null;
  enabled: boolean;
  limit: number | null;
  used: number;
  burnt: number;
  credits: number;
  /** Whether the unverified key was not used in the last minute. */
  firstUse?: boolean;
  /** How many grants the credits come from. */
  grants: number;
}
