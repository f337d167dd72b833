import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { problemReference } from '../common/problem-members.js';
import { SPEND_PROBLEMS } from './usage.errors.js';

export class UsageCycleView {
  @ApiProperty({ type: 'integer' })
  index: number;
  startsAt: Date;
  endsAt: Date;
}

/** The balance after a spend, in units. Null is unlimited. */
export class BalanceView {
  /** The record of this spend. Null without an idempotency key. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  /** @example 'recordings' */
  feature: string;
  /** Units granted by this call. @example 1 */
  @ApiProperty({ type: 'integer' })
  granted: number;
  /** Units used in this cycle. @example 1 */
  @ApiProperty({ type: 'integer' })
  used: number;
  /** @example 100 */
  @ApiProperty({ type: 'integer', nullable: true })
  limit: number | null;
  /** Live units from credit grants. @example 0 */
  @ApiProperty({ type: 'integer' })
  credits: number;
  /** @example 99 */
  @ApiProperty({ type: 'integer', nullable: true })
  remaining: number | null;
  cycle: UsageCycleView;
}

/** A feature whose usage reached a share of what the plan includes in a cycle. */
export class ThresholdView {
  /** @example 'recordings' */
  feature: string;
  /** The share that was reached. @example 80 */
  @ApiProperty({ type: 'integer', enum: [80, 100] })
  percent: number;
  /** The units that this share comes to. @example 80 */
  @ApiProperty({ type: 'integer' })
  threshold: number;
  /** Units that the plan includes. @example 100 */
  @ApiProperty({ type: 'integer' })
  limit: number;
  /** Units that the plan has paid for by now, or things that are held; credits are not among them. @example 80 */
  @ApiProperty({ type: 'integer' })
  used: number;
  @ApiProperty({ format: 'uuid' })
  subscriptionId: string;
  cycle: UsageCycleView;
}

/** A balance after units were given back. */
export class RefundView extends BalanceView {
  /** Units given back by this call. */
  @ApiProperty({ type: 'integer' })
  refunded: number;
}

/** An item of a batch: its status, and the answer or problem that it would have got alone. */
export interface BatchAnswerView {
  status: number;
  [member: string]: unknown;
}

/** An item of a batch that was granted. */
export class GrantedItemView extends BalanceView {
  /** The status that the item would have got alone. */
  @ApiProperty({ type: 'integer', enum: [200], example: 200 })
  status: 200;
}

const ITEM_PROBLEMS = [
  ...SPEND_PROBLEMS,
  'unavailable',
  // Of the business that the item names.
  'not_found',
  'business_closed',
  'business_suspended',
  'rate_limited',
] as const;

@ApiExtraModels(GrantedItemView)
export class BatchView {
  /** In the order of the items: `status`, and the balance or the problem that the item would have got alone. */
  @ApiProperty({
    type: 'array',
    items: {
      oneOf: [
        { $ref: getSchemaPath(GrantedItemView) },
        ...ITEM_PROBLEMS.map((code) => ({ $ref: problemReference(code) })),
      ],
    },
  })
  data: BatchAnswerView[];
}

/** Extra units that can be used now. */
export class GrantView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: 'integer' })
  remaining: number;
  /** Null when it never expires. */
  expiresAt: Date | null;
  /** A lower priority is used first. */
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
  /** Null is unlimited. @example 100 */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  limit?: number | null;
  /** @example 0 */
  @ApiProperty({ type: 'integer', required: false })
  credits?: number;
  /** Null is unlimited. @example 99 */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  remaining?: number | null;
  /** Metered features only: when the counter begins anew. @example '2026-03-16T09:30:00.000Z' */
  resetsAt?: Date | null;
  /** Why it is not allowed; null when it is. */
  @ApiProperty({ type: String, enum: REASONS, nullable: true, required: false })
  reason?: (typeof REASONS)[number] | null;
}

/** An entitlement, with its grants in the order in which they are used. */
export class UsageView extends EntitlementView {
  @ApiProperty({ type: () => [GrantView] })
  grants: GrantView[];
}

/** A held resource. */
export class AllocationView {
  /** The caller's own name of it. @example 'app-1' */
  resource: string;
  heldAt: Date;
}
