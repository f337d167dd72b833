import { QueryNumber } from '../../common/validation.js';
import { AsSeats, PlanPreviewQuery } from '../../subscriptions/index.js';

/** A change of plan to preview, by an owner. */
export class PurchasePreviewQuery extends PlanPreviewQuery {
  @AsSeats()
  @QueryNumber()
  quantity?: number;
}
