import { ApiProperty } from '@nestjs/swagger';

export class UsageCycleView {
  @ApiProperty({ type: 'integer' })
  index: number;
  startsAt: Date;
  endsAt: Date;
}

/** What a spend leaves. Units; null is unlimited. */
export class BalanceView {
  /** The record of this spend; null when it was made without an idempotency key. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  feature: string;
  /** Units granted by this call. */
  @ApiProperty({ type: 'integer' })
  granted: number;
  /** Units used in this cycle. */
  @ApiProperty({ type: 'integer' })
  used: number;
  @ApiProperty({ type: 'integer', nullable: true })
  limit: number | null;
  /** Live units from credit grants. */
  @ApiProperty({ type: 'integer' })
  credits: number;
  @ApiProperty({ type: 'integer', nullable: true })
  remaining: number | null;
  cycle: UsageCycleView;
}

const REASONS = ['limit_reached', 'no_active_subscription'] as const;

/** What a business may use of a feature now. A switch has only the first three fields. */
export class EntitlementView {
  feature: string;
  @ApiProperty({ enum: ['metered', 'allocated', 'switch'] })
  kind: 'metered' | 'allocated' | 'switch';
  /** Whether the amount asked for would be granted. */
  allowed: boolean;
  /** Units used in this cycle, or things held now. */
  @ApiProperty({ type: 'integer', required: false })
  used?: number;
  /** Null is unlimited. */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  limit?: number | null;
  @ApiProperty({ type: 'integer', required: false })
  credits?: number;
  /** Null is unlimited. */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  remaining?: number | null;
  /** Metered features only: when the counter begins anew. */
  resetsAt?: Date | null;
  /** Why it is not allowed; null when it is. */
  @ApiProperty({ type: String, enum: REASONS, nullable: true, required: false })
  reason?: (typeof REASONS)[number] | null;
}

/** A held resource. */
export class AllocationView {
  /** The caller's own name of it. */
  resource: string;
  heldAt: Date;
}
