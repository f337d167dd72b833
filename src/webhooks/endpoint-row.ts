import type { DisabledReason } from './webhook.view.js';

/** An endpoint as a row of the database tells it. */
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
  /** Raised by each new URL, and each time it is turned on. */
  generation: number;
}

/** A stored secret: encrypted, with its end after a rotation. */
export interface KeptSecret {
  secret: string;
  endsAt: string | null;
}
