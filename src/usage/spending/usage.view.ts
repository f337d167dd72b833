import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { problemReference } from '../../common/problem-members.js';
import { SPEND_PROBLEMS } from '../usage.errors.js';
import type { Balance } from './spend.js';

export class UsageCycleView {
  @ApiProperty({ type: 'integer' })
  index: number;
  startsAt: Date;
  endsAt: Date;
}

/** The balance after a spend, in units. Null means unlimited. */
export class BalanceView {
  /** The id of the record of this spend; null without an idempotency key. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  /** @example 'recordings' */
  feature: string;
  /** The units that this call granted. @example 1 */
  @ApiProperty({ type: 'integer' })
  granted: number;
  /** The units used in this cycle. @example 1 */
  @ApiProperty({ type: 'integer' })
  used: number;
  /** @example 100 */
  @ApiProperty({ type: 'integer', nullable: true })
  limit: number | null;
  /** The units that live grants have left. @example 0 */
  @ApiProperty({ type: 'integer' })
  credits: number;
  /** @example 99 */
  @ApiProperty({ type: 'integer', nullable: true })
  remaining: number | null;
  cycle: UsageCycleView;
}

export const balanceView = (
  id: string | null,
  feature: string,
  granted: number,
  { used, limit, credits, remaining, cycle }: Balance,
): BalanceView => ({ id, feature, granted, used, limit, credits, remaining, cycle });

/** A balance after units were given back. */
export class RefundView extends BalanceView {
  /** The units that this call gave back. */
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
  /**
   * True if the key was spent before, so that nothing was spent now. Absent otherwise. For a single spend, the header
   * `Idempotent-Replayed` says it.
   */
  @ApiProperty({ type: 'boolean', enum: [true], required: false })
  replayed?: true;
}

const ITEM_PROBLEMS = [
  ...SPEND_PROBLEMS,
  'unavailable',
  // The key may be revoked, or lose the scope, after some items were decided.
  'unauthenticated',
  'scope_missing',
  // The codes for a business that an item names.
  'not_found',
  'business_closed',
  'business_suspended',
  'rate_limited',
] as const;

@ApiExtraModels(GrantedItemView)
export class BatchView {
  /** One answer for each item, in order: `status`, and the balance or the problem that the item would have got alone. */
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
