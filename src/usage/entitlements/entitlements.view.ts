import { ApiProperty } from '@nestjs/swagger';

const REASONS = ['limit_reached', 'no_active_subscription'] as const;

/** What a business may use of a feature now. A switch has only the first three fields. */
export class EntitlementView {
  /** @example 'recordings' */
  feature: string;
  /** @example 'metered' */
  @ApiProperty({ enum: ['metered', 'allocated', 'switch'] })
  kind: 'metered' | 'allocated' | 'switch';
  /** Whether the amount asked for would be granted. @example true */
  allowed: boolean;
  /** Units used in this cycle, or things held now. @example 1 */
  @ApiProperty({ type: 'integer', required: false })
  used?: number;
  /** The limit; null is unlimited. @example 100 */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  limit?: number | null;
  /** @example 0 */
  @ApiProperty({ type: 'integer', required: false })
  credits?: number;
  /** Units that are left; null is unlimited. @example 99 */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  remaining?: number | null;
  /** Metered features only: when the counter begins anew. @example '2026-03-16T09:30:00.000Z' */
  resetsAt?: Date | null;
  /** Why it is not allowed; null when it is. */
  @ApiProperty({ type: String, enum: REASONS, nullable: true, required: false })
  reason?: (typeof REASONS)[number] | null;
}
