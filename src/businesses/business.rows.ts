/** A customer, which is the tenant. All data of a customer has its id. */
export interface Business {
  id: string;
  name: string;
  externalId: string | null;
  metadata: Record<string, unknown>;
  testClockId: string | null;
  /** The most requests of its bots a minute, in each server; null is no limit. */
  rateLimit: number | null;
  suspendedAt: Date | null;
  closedAt: Date | null;
  createdAt: Date;
}

/** The properties of a new business. */
export interface NewBusiness {
  name: string;
  testClockId: string | null;
  externalId: string | null;
  metadata: Record<string, unknown>;
}
