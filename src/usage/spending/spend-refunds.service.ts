import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import type { ProgramPrincipal } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { execute, maybeOne, query } from '../../database/sql.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import { EntitlementsService } from '../entitlements/entitlements.service.js';
import type { KeyedRequest } from '../idempotency/idempotency-key.js';
import { alreadyRefunded } from '../idempotency/idempotency.errors.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { BOTS, LOCK_RECORD } from '../idempotency/idempotency.sql.js';
import type { RecordRow } from '../idempotency/idempotency.rows.js';
import { creditUnits, type Split, splitRefund } from './refund.js';
import * as sql from './spend-refunds.sql.js';
import type { RefundView } from './usage.view.js';

/** Gives back units of spends that had a key. */
@Injectable()
export class SpendRefundsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly entitlements: EntitlementsService,
    private readonly idempotency: IdempotencyService,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives back `amount` units of a recorded spend, by default all that is left: to the grants that paid, the last one first, then
   * to the plan. Units of a grant that has expired or was voided stay unusable. After the end of the cycle, only units of live
   * grants can be given back.
   *
   * @throws NotFound, also for another business's record and for a record that is not a spend; DomainError `already_refunded`,
   *   `refund_too_large`, `cycle_closed`, `renewal_failed`, `idempotency_key_reused`, `idempotency_in_progress`.
   */
  async refund(
    { businessId }: ProgramPrincipal,
    id: string,
    amount: number | undefined,
    keyed: KeyedRequest | null,
    now: Date,
  ): Promise<RefundView> {
    await this.subscriptions.rollForward(businessId, now);
    return this.idempotency.once({ businessId, account: BOTS }, keyed, async (manager) => {
      const record = await maybeOne(manager, LOCK_RECORD, { businessId, id });
      if (record === undefined || record.answer !== null) throw new NotFound('spend');
      const refunded = await this.giveBack(manager, record, amount, now);
      return this.answer(manager, record, refunded, now);
    });
  }

  /** Gives units back, and returns how many. It locks the record, then its counter, then its grants. */
  private async giveBack(
    manager: EntityManager,
    record: RecordRow,
    amount: number | undefined,
    now: Date,
  ): Promise<number> {
    const { businessId, burns } = record;
    const left = record.amount - record.refunded;
    if (left === 0) throw alreadyRefunded();
    const locked = await maybeOne(manager, sql.LOCK_COUNTER, { ...counterOf(record), now });
    const paid = { left, burns: burns ?? [] };
    const ids = paid.burns.map((burn) => burn.id);
    const grants = await query(manager, sql.LOCK_NAMED_GRANTS, { businessId, ids, now });
    const live = new Set(grants.filter((grant) => grant.live).map((grant) => grant.id));
    const refundable = locked?.open === true ? left : creditUnits(paid, live);
    const units = amount ?? refundable;
    if (refundable > 0 && units > left) throw tooLarge(refundable);
    if (refundable === 0 || units > refundable) throw cycleClosed(refundable);
    const split = splitRefund(paid, units, (grant) => locked?.open === true || live.has(grant));
    await this.write(manager, record, units, split);
    return units;
  }

  private async write(
    manager: EntityManager,
    record: RecordRow,
    units: number,
    { fromPlan, toGrants, kept }: Split,
  ): Promise<void> {
    const { businessId, id, day } = record;
    const counter = counterOf(record);
    const burns = kept.length === 0 ? null : JSON.stringify(kept);
    await execute(manager, sql.MARK, { businessId, id, units, burns, now: this.clock.now() });
    const ids = toGrants.map((burn) => burn.id);
    const amounts = toGrants.map(({ amount }) => amount);
    if (toGrants.length > 0) await execute(manager, sql.UNBURN, { businessId, ids, amounts });
    await execute(manager, sql.LOWER_COUNTER, { ...counter, units, creditUnits: units - fromPlan, day });
    await execute(manager, sql.LOWER_DAYS, { ...counter, units, day });
  }

  /** Makes the answer with the present balance. Its cycle is the open one, or the cycle of the spend if the business has none. */
  private async answer(
    manager: EntityManager,
    { id, businessId, feature, cycleIndex, startsAt, endsAt }: RecordRow,
    refunded: number,
    now: Date,
  ): Promise<RefundView> {
    const {
      used = 0,
      limit = 0,
      credits = 0,
      remaining = 0,
    } = await this.entitlements.entitlementWithin(manager, businessId, feature, 1, now);
    const open = await maybeOne(manager, sql.OPEN_CYCLE, { businessId });
    const cycle = open ?? { index: cycleIndex, startsAt, endsAt };
    return { id, feature, granted: 0, refunded, used, limit, credits, remaining, cycle };
  }
}

const counterOf = ({ businessId, subscriptionId, cycleIndex, feature }: RecordRow): sql.CounterName => ({
  businessId,
  subscriptionId,
  cycleIndex,
  feature,
});

const tooLarge = (refundable: number): DomainError =>
  new DomainError('refund_too_large', `At most ${refundable} units of this spend can be given back.`, {
    refundable,
  });

const cycleClosed = (refundable: number): DomainError =>
  new DomainError(
    'cycle_closed',
    'The cycle of this spend is over, so units of the plan cannot be given back. ' +
      `At most ${refundable} units that live credits paid can be given back.`,
    { refundable },
  );
