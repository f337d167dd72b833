import { QueryNumber } from '../../common/validation.js';
import { AsSeats, PlanPreviewQuery } from '../../subscriptions/index.js';

/** A change of plan by an owner, before it is made. */
export class PurchasePreviewQuery extends PlanPreviewQuery {
  @AsSeats()
  @QueryNumber()
  quantity?: number;
}
