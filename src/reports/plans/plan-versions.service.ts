import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BillingPlansService, toAfterwards, toWhenUnpaid, UnknownPlan } from '../../billing-plans/index.js';
import { type Page, pageLimit, textIn, toPage } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import type { PlanVersionsQuery } from './plan-versions.dto.js';
import { LIST_VERSIONS, type PlanVersionRow } from './plan-versions.sql.js';
import type { PlanVersionView } from './plan-versions.view.js';

/** A number above that of every version. */
const ABOVE_ALL = 2 ** 31 - 1;

/** Lists the versions of a plan, and how many subscriptions each has. */
@Injectable()
export class PlanVersionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
  ) {}

  /** The versions of a plan, the newest first. @throws UnknownPlan */
  async list(code: string, asked: PlanVersionsQuery): Promise<Page<PlanVersionView>> {
    if ((await this.plans.find(this.dataSource, code)) === null) throw new UnknownPlan(code);
    const before = asked.cursor === undefined ? ABOVE_ALL : Number(textIn(asked.cursor));
    const values = { code, before, limit: pageLimit(asked) + 1 };
    const rows = await query(this.dataSource, LIST_VERSIONS, values);
    return toPage(rows, asked, planVersionView, ({ number }) => String(number));
  }
}

const planVersionView = (row: PlanVersionRow): PlanVersionView => ({
  number: row.number,
  createdAt: row.createdAt,
  newest: row.newest,
  runningAt: row.runningAt,
  live: row.live,
  price: { amount: row.priceAmount, currency: row.currency },
  trialDays: row.trialDays,
  whenCycleEnds: toAfterwards(row.afterCycle, row.afterCyclePlan),
  whenTrialEnds: toAfterwards(row.afterTrial, row.afterTrialPlan),
  whenUnpaid: toWhenUnpaid(row.afterUnpaid, row.afterUnpaidPlan),
  graceDays: row.graceDays,
  perSeat: row.perSeat,
  limits: row.limits,
});
