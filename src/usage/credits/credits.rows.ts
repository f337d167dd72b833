/** A grant. `remaining` is what can still be used, now or after the grant begins. */
export interface CreditRow {
  id: string;
  feature: string;
  amount: number;
  remaining: number;
  priority: number;
  startsAt: Date;
  expiresAt: Date | null;
  reason: string;
  voidedAt: Date | null;
  createdAt: Date;
}
