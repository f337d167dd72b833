import { ApiProperty } from '@nestjs/swagger';
import { EntitlementView } from '../entitlements/entitlements.view.js';

/** A grant of extra units that can be used now. */
export class GrantView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: 'integer' })
  remaining: number;
  /** When the grant expires; null if never. */
  expiresAt: Date | null;
  /** Grants with a lower priority are used first. */
  @ApiProperty({ type: 'integer' })
  priority: number;
  reason: string;
}

/** Units of a feature on one day, in UTC. */
export class DailyView {
  @ApiProperty({ format: 'date' })
  date: string;
  feature: string;
  @ApiProperty({ type: 'integer' })
  used: number;
}

/** An entitlement, with its grants in the order in which they are used. */
export class UsageView extends EntitlementView {
  /** The part of `used` that credits paid, and not the plan. Only for metered features. @example 0 */
  @ApiProperty({ type: 'integer', required: false })
  creditsUsed?: number;
  /** The name of the feature. @example 'Recordings' */
  name: string;
  /** The name of one unit. @example 'recording' */
  unit: string;
  @ApiProperty({ type: () => [GrantView] })
  grants: GrantView[];
}

export const grantView = ({ id, remaining, expiresAt, priority, reason }: GrantView): GrantView => ({
  id,
  remaining,
  expiresAt,
  priority,
  reason,
});
