import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../common/clock.js';
import type { BotPrincipal } from '../common/principal.js';
import { NotFound, Refusal } from '../common/refusal.js';
import { execute, query } from '../database/sql.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { EntitlementsService } from './entitlements.service.js';
import type { KeyedRequest } from './idempotency-key.js';
import { IdempotencyService } from './idempotency.service.js';
import { BOTS, FIND_RECORD_BY_ID, type RecordRow } from './idempotency.sql.js';
import * as sql from './refunds.sql.js';
import type { RefundView } from './usage.view.js';

interface CounterRow {
  used: number;
  burnt: number;
  limit: number | null;
  startsAt: Date;
  endsAt: Date;
}

/** Gives back what was spent under a key. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly entitlements: EntitlementsService,
    private readonly idempotency: IdempotencyService,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives back all units of a recorded spend, once, while its cycle is open: to the plan and to the very grants that
   * paid. What belongs to a grant that has expired or been voided since is not revived.
   *
   * @throws NotFound, also for another business's record and one that spent nothing; Refusal `already_refunded`,
   *   `cycle_closed`, `renewal_failed`, `idempotency_key_reused`, `idempotency_in_progress`.
   */
  async refund(
    { businessId }: BotPrincipal,
    id: string,
    keyed: KeyedRequest | null,
    now: Date,
  ): Promise<RefundView> {
    await this.subscriptions.rollForward(businessId, now);
    return this.idempotency.once({ businessId, account: BOTS }, keyed, (manager) =>
      this.refundWithin(manager, businessId, id, now),
    );
  }

  private async refundWithin(
    manager: EntityManager,
    businessId: string,
    id: string,
    now: Date,
  ): Promise<RefundView> {
    const [record] = await query<RecordRow>(manager, FIND_RECORD_BY_ID, [businessId, id]);
    if (record === undefined || record.answer !== null) throw new NotFound('spend');
    if (record.refundedAt !== null) throw alreadyRefunded();
    const { subscriptionId, cycleIndex, feature, amount, day, burns } = record;
    const counter = [businessId, subscriptionId, cycleIndex, feature];
    const [open] = await query<CounterRow>(manager, sql.LOCK_COUNTER, [...counter, now]);
    // Those who refund one record take turns at its counter; the second finds it marked.
    if ((await execute(manager, sql.MARK, [businessId, id, this.clock.now()])) === 0) throw alreadyRefunded();
    if (open === undefined)
      throw new Refusal('cycle_closed', 'The cycle of this spend is over. What was used in it stays used.');
    await this.unburn(manager, businessId, burns ?? []);
    const fromCredits = (burns ?? []).reduce((sum, burn) => sum + burn.amount, 0);
    await execute(manager, sql.LOWER_COUNTER, [...counter, amount, fromCredits, day]);
    await execute(manager, sql.LOWER_DAYS, [...counter, amount, day]);
    const {
      used = 0,
      limit = 0,
      credits = 0,
      remaining = 0,
    } = await this.entitlements.of(manager, businessId, feature, 1, now);
    const cycle = { index: cycleIndex, startsAt: open.startsAt, endsAt: open.endsAt };
    return { id, feature, granted: 0, refunded: amount, used, limit, credits, remaining, cycle };
  }

  private async unburn(
    manager: EntityManager,
    businessId: string,
    burns: { id: string; amount: number }[],
  ): Promise<void> {
    if (burns.length === 0) return;
    const ids = burns.map((burn) => burn.id);
    await query(manager, sql.LOCK_GRANTS, [businessId, ids]);
    await execute(manager, sql.UNBURN, [businessId, ids, burns.map((burn) => burn.amount)]);
  }
}

const alreadyRefunded = (): Refusal =>
  new Refusal('already_refunded', 'These units were given back already.');
