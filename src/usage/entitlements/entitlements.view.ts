import { ApiProperty } from '@nestjs/swagger';

const REASONS = ['limit_reached', 'no_active_subscription'] as const;

/** What a business may use of a feature now. A switch has only the first three fields. */
export class EntitlementView {
  /** @example 'recordings' */
  feature: string;
  /** @example 'metered' */
  @ApiProperty({ enum: ['metered', 'allocated', 'switch'] })
  kind: 'metered' | 'allocated' | 'switch';
  /** Whether the requested amount would be granted. @example true */
  allowed: boolean;
  /** Units used in this cycle, or the number of holds now. @example 1 */
  @ApiProperty({ type: 'integer', required: false })
  used?: number;
  /** The limit; null if unlimited. @example 100 */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  limit?: number | null;
  /** @example 0 */
  @ApiProperty({ type: 'integer', required: false })
  credits?: number;
  /** Units that are left; null if unlimited. @example 99 */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  remaining?: number | null;
  /** When the counter starts again at 0. Only for metered features. @example '2026-03-16T09:30:00.000Z' */
  resetsAt?: Date | null;
  /** Why the amount would not be granted; null if it would be. */
  @ApiProperty({ type: String, enum: REASONS, nullable: true, required: false })
  reason?: (typeof REASONS)[number] | null;
}
