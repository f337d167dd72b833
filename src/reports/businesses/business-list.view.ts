import { ApiProperty } from '@nestjs/swagger';
import { OperatorBusinessView, operatorBusinessView } from '../../businesses/index.js';
import { PlanNameView, type SubscriptionStatus, SUBSCRIPTION_STATUSES } from '../../subscriptions/index.js';
import type { ListedBusinessRow } from './business-list.sql.js';

export class BusinessOwnerView {
  @ApiProperty({ format: 'uuid' })
  userId: string;
  /** @example 'Ada Lovelace' */
  name: string;
  @ApiProperty({ format: 'email' })
  email: string;
}

/** The live subscription of a business, else the one that ended last. */
export class SubscriptionSummaryView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'active' */
  @ApiProperty({ enum: SUBSCRIPTION_STATUSES })
  status: SubscriptionStatus;
  plan: PlanNameView;
  /** The planned end of the cycle. */
  cycleEndsAt: Date;
  /** @example false */
  cancelAtCycleEnd: boolean;
}

/** A business in the list of operators. */
export class ListedBusinessView extends OperatorBusinessView {
  /** The owner; null once the business is erased. */
  @ApiProperty({ type: BusinessOwnerView, nullable: true })
  owner: BusinessOwnerView | null;
  /** The subscription; null if there never was one. */
  @ApiProperty({ type: SubscriptionSummaryView, nullable: true })
  subscription: SubscriptionSummaryView | null;
}

export const listedBusinessView = (row: ListedBusinessRow): ListedBusinessView => ({
  ...operatorBusinessView(row),
  owner: ownerView(row),
  subscription: subscriptionSummaryView(row),
});

const ownerView = ({ ownerId, ownerName, ownerEmail }: ListedBusinessRow): BusinessOwnerView | null =>
  ownerId === null || ownerName === null || ownerEmail === null
    ? null
    : { userId: ownerId, name: ownerName, email: ownerEmail };

function subscriptionSummaryView(row: ListedBusinessRow): SubscriptionSummaryView | null {
  const { subscriptionId, status, planCode, planName, cycleEndsAt, cancelAtCycleEnd } = row;
  if (subscriptionId === null) return null;
  return {
    id: subscriptionId,
    status: status!,
    plan: { code: planCode!, name: planName! },
    cycleEndsAt: cycleEndsAt!,
    cancelAtCycleEnd: cancelAtCycleEnd!,
  };
}
