import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { one, query } from '../../database/sql.js';
import * as sql from './stats.sql.js';
import { planStatsView, type StatsView } from './stats.view.js';

/** Counts the businesses and subscriptions of the installation. */
@Injectable()
export class StatsService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Counts at this moment; subscriptions that are late count as they were before their renewal. `now` is only shown as the time
   * of the count.
   */
  async show(now: Date): Promise<StatsView> {
    const { open, suspended, closed, ended } = await one(this.dataSource, sql.COUNT_BUSINESSES);
    const rows = await query(this.dataSource, sql.COUNT_BY_PLAN);
    const sum = (count: (row: sql.PlanCounts) => number) => rows.reduce((all, row) => all + count(row), 0);
    const [trialing, pastDue] = [sum((row) => row.trialing), sum((row) => row.pastDue)];
    const active = sum(({ live }) => live) - trialing - pastDue;
    return {
      at: now,
      businesses: { open, suspended, closed },
      subscriptions: { trialing, active, pastDue, ended },
      plans: rows.map(planStatsView),
      monthlyAmounts: monthlyAmounts(rows),
    };
  }
}

function monthlyAmounts(rows: sql.PlanCounts[]): StatsView['monthlyAmounts'] {
  const sums = new Map<string, number>();
  for (const { currency, monthlyAmount } of rows)
    sums.set(currency, (sums.get(currency) ?? 0) + monthlyAmount);
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
