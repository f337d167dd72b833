import { ApiProperty } from '@nestjs/swagger';
import type { Business } from './business.rows.js';

/** A business as its own people see it. */
export class BusinessView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Analytical Engines' */
  name: string;
  /** @example false */
  suspended: boolean;
  closedAt: Date | null;
  createdAt: Date;
}

/** The business of the caller. */
export class OwnBusinessView extends BusinessView {
  /** The time of the test clock; absent if the business is on none. */
  testClockNow?: Date;
}

/** A business as operators see it. */
export class OperatorBusinessView extends BusinessView {
  /** The business's id in the operator's own system. */
  externalId: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true })
  metadata: Record<string, unknown>;
  /** The test clock of the business; null if it lives in real time. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  testClockId: string | null;
  /** The most requests of its bots a minute, counted in each server; null is no limit. */
  @ApiProperty({ type: 'integer', nullable: true })
  rateLimit: number | null;
}

export const businessView = (business: Business): BusinessView => ({
  id: business.id,
  name: business.name,
  suspended: business.suspendedAt !== null,
  closedAt: business.closedAt,
  createdAt: business.createdAt,
});

export const operatorBusinessView = (business: Business): OperatorBusinessView => ({
  ...businessView(business),
  externalId: business.externalId,
  metadata: business.metadata,
  testClockId: business.testClockId,
  rateLimit: business.rateLimit,
});
