export const DISABLED_REASONS = ['manual', 'failing', 'gone'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** A row of an endpoint, without its secrets. */
export interface EndpointRow {
  id: string;
  businessId: string | null;
  url: string;
  types: string[];
  description: string | null;
  disabledAt: Date | null;
  disabledReason: DisabledReason | null;
  failingSince: Date | null;
  createdAt: Date;
  /** Rises with each new URL, and each time the endpoint is turned on. */
  generation: number;
}

/** A stored secret: encrypted, with its end after a rotation. */
export interface KeptSecret {
  secret: string;
  endsAt: string | null;
}
