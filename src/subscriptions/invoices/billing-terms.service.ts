import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isEqual, refuseUnchargeablePrice } from '../../billing-plans/index.js';
import { DomainError, WrongState } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, type Executor, maybeOne } from '../../database/sql.js';
import { CurrentSubscriptionService } from '../subscription/current-subscription.service.js';
import { tooManySeatsHeld } from '../subscription/change.errors.js';
import type { PlanChange } from '../subscription/plan-change.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import {
  FIND_RUNNING_COST,
  INVOICE_RUNNING,
  type MoneyColumns,
  type RunningCostRow,
  SET_MONEY,
  SET_NET_DAYS,
} from './billing-terms.sql.js';
import { PastDueService } from './past-due.service.js';

/** What an operator decides about the money of a subscription. An absent field stays as it is; null removes it. */
export interface BillingTerms {
  collect?: boolean;
  /** The seats of the running cycle. Setting it also takes back seats that were scheduled for the next cycle. */
  quantity?: number;
  priceOverride?: number | null;
  discount?: { percent?: number; amount?: number; cycles: number | null } | null;
  /** Days from an invoice of the business to its due date. */
  netDays?: number;
}

/** Sets the money of a subscription, for operators. All methods join a transaction that has locked the subscription. */
@Injectable()
export class BillingTermsService {
  constructor(
    private readonly current: CurrentSubscriptionService,
    private readonly pastDue: PastDueService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Sets the fields that `terms` has. Returns false if nothing changes.
   *
   * @throws DomainError `no_payment_provider` for `collect` with `PAYMENTS=none`; `validation_failed` for a price of its own that
   * the payment provider cannot charge; `wrong_state` when more seats are held than would be bought, or the subscription has ended.
   */
  async set(manager: EntityManager, businessId: string, terms: BillingTerms, now: Date): Promise<boolean> {
    if (terms.collect === true && this.config.payments === 'none')
      throw new DomainError(
        'no_payment_provider',
        'No invoice can be written, because PAYMENTS is none. Leave "collect" out, or set PAYMENTS.',
      );
    const nets = terms.netDays !== undefined;
    if (nets) await execute(manager, SET_NET_DAYS, { businessId, netDays: terms.netDays as number, now });
    const live = await this.current.latest(manager, businessId);
    const money = { ...moneyOf(live), ...changed(live, terms) };
    if (money.priceOverride !== null && money.priceOverride !== live.priceOverride) {
      const price = { amount: money.priceOverride, currency: live.currency };
      refuseUnchargeablePrice(this.config.payments, 'priceOverride', price);
    }
    if (isEqual(money, moneyOf(live))) return nets;
    if (live.endedAt !== null) throw new WrongState(live.status, 'The subscription has ended.');
    if ((await execute(manager, SET_MONEY, { ...money, businessId, id: live.id, now })) > 0) return true;
    throw tooManySeatsHeld();
  }

  /** Invoices the rest of a cycle that has just come to its plan, if the subscription is invoiced and the cycle has no invoice. */
  async invoiceRunning(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    const { id, isInvoiced } = await this.current.latest(manager, businessId);
    if (!isInvoiced) return;
    const invoice = await maybeOne(manager, INVOICE_RUNNING, { businessId, id, now });
    if (invoice?.test === true && invoice.status === 'open')
      await this.pastDue.begin(manager, invoice, invoice.createdAt, now);
  }

  /** Says what `invoiceRunning` would write after `change` of an operator. Null if it would write nothing. */
  async costOfRunning(
    on: Executor,
    businessId: string,
    { when, stays, trial, terms, keepsCycle, effectiveAt }: PlanChange,
  ): Promise<RunningCostRow | null> {
    if (when !== 'now' || stays || trial) return null;
    const asked = { businessId, versionId: terms.versionId, keepsCycle, now: effectiveAt };
    return (await maybeOne(on, FIND_RUNNING_COST, asked)) ?? null;
  }
}

const moneyOf = (row: SubscriptionRow): MoneyColumns => ({
  isInvoiced: row.isInvoiced,
  quantity: row.quantity,
  pendingQuantity: row.pendingQuantity,
  priceOverride: row.priceOverride,
  discountPercent: row.discountPercent,
  discountAmount: row.discountAmount,
  discountCycles: row.discountCycles,
});

function changed(
  live: SubscriptionRow,
  { collect, quantity, priceOverride, discount }: BillingTerms,
): Partial<MoneyColumns> {
  // A scheduled plan with a price per seat begins with the pending seats, so they stay.
  const pendingQuantity = live.perSeat || live.pendingQuantity === null ? null : quantity;
  return {
    ...(collect === undefined ? {} : { isInvoiced: collect }),
    ...(quantity === undefined ? {} : { quantity, pendingQuantity }),
    ...(priceOverride === undefined ? {} : { priceOverride }),
    ...(discount === undefined
      ? {}
      : {
          discountPercent: discount?.percent ?? null,
          discountAmount: discount?.amount ?? null,
          discountCycles: discount?.cycles ?? null,
        }),
  };
}
