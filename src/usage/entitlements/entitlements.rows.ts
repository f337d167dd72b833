/** The state of a feature for a business at a time. */
export interface EntitlementRow {
  place: number;
  feature: string;
  kind: 'metered' | 'allocated' | 'switch';
  subscribed: boolean;
  /** The cycle is over at that time. Roll the business forward, and ask again. */
  overdue: boolean;
  endsAt: Date | null;
  enabled: boolean;
  limit: number | null;
  used: number;
  burnt: number;
  credits: number;
  /** The unverified key was not used in the last minute. */
  firstUse?: boolean;
  /** How many grants make up the credits. */
  grants: number;
}
