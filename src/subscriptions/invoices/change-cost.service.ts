import { Injectable } from '@nestjs/common';
import { type Executor, one } from '../../database/sql.js';
import { inTrial, lives } from '../subscription/change-rules.js';
import { onlySeats, type PlanChange } from '../subscription/plan-change.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import { FIND_WHOLE_COST } from './change-cost.sql.js';
import { type ChangeCost, dueFor, linesOfChange } from './proration.js';

/** Computes what a change of plan costs, from `linesOf` and the rest of the cycle. Writes nothing. */
@Injectable()
export class ChangeCostService {
  /** Whether something was billed for the running cycle, which is no trial. */
  async isBilled(on: Executor, from: SubscriptionRow, now: Date): Promise<boolean> {
    if (!lives(from) || inTrial(from)) return false;
    const { businessId, planVersionId: versionId } = from;
    const asked = { businessId, versionId, seats: null, atLeastHeld: false, now };
    return ((await one(on, FIND_WHOLE_COST, asked)).billed ?? 0) > 0;
  }

  /**
   * What `change` costs a business whose latest subscription is `from`, if it is paid now. More seats cost the difference that
   * they make at present terms. The seats that are billed already keep the discount that was used up for them. With a price per
   * seat, the cost is for no fewer seats than are held, unless `atLeastHeld` is false.
   */
  async costOf(
    on: Executor,
    from: SubscriptionRow,
    change: PlanChange,
    now: Date,
    { atLeastHeld } = { atLeastHeld: true },
  ): Promise<ChangeCost> {
    const versionId = change.terms.versionId;
    const asked = { businessId: from.businessId, versionId, seats: change.seats, atLeastHeld, now };
    const row = await one(on, FIND_WHOLE_COST, asked);
    const { whole, currency, quantity } = row;
    const billedNow = lives(from) && !inTrial(from) ? (row.billed ?? 0) : 0;
    const before =
      billedNow > 0 && onlySeats(from, change)
        ? (await one(on, FIND_WHOLE_COST, { ...asked, seats: from.quantity, atLeastHeld: false })).whole
        : null;
    const billed = before ?? billedNow;
    const keepsCycle = change.keepsCycle && !inTrial(from);
    const length = from.cycleEndsAt.getTime() - from.cycleStartsAt.getTime();
    const left = from.cycleEndsAt.getTime() - change.effectiveAt.getTime();
    const proration = { whole, billed, left: Math.min(Math.max(left, 0), length), length, keepsCycle };
    const amount = dueFor(proration);
    return {
      amount,
      currency,
      lines: linesOfChange(row.lines, amount, from.planName, proration),
      whole: before === null ? whole : billedNow + whole - before,
      quantity,
      upgrade: billedNow > 0,
      usesDiscount: row.discounted && !(keepsCycle && row.billed !== null),
    };
  }
}
