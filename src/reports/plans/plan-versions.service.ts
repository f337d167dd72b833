import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BillingPlansService, UnknownPlan } from '../../billing-plans/index.js';
import { type Page, pageLimit, textIn, toPage } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import type { PlanVersionsQuery } from './plan-versions.dto.js';
import { LIST_VERSIONS } from './plan-versions.sql.js';
import { type PlanVersionView, planVersionView } from './plan-versions.view.js';

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
