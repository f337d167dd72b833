/** The tenant. Everything that belongs to a customer carries its id. */
export interface Business {
  id: string;
  name: string;
  externalId: string | null;
  metadata: Record<string, unknown>;
  testClockId: string | null;
  /** Requests of its bots a minute, in each server; null is no limit. */
  rateLimit: number | null;
  suspendedAt: Date | null;
  closedAt: Date | null;
  createdAt: Date;
}

/** What a business begins with. */
export interface NewBusiness {
  name: string;
  testClockId: string | null;
  externalId: string | null;
  metadata: Record<string, unknown>;
}
