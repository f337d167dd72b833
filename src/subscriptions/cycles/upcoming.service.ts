import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Page, wholeList } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import { CurrentSubscriptionService } from '../subscription/current-subscription.service.js';
import { UPCOMING, type UpcomingRow } from './forecast.sql.js';
import type { UpcomingView } from './upcoming.view.js';
import type { UpcomingQuery } from './upcoming.dto.js';

/** Says what will happen to a subscription if nobody changes anything, by the rule of the renewal loop. */
@Injectable()
export class UpcomingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly current: CurrentSubscriptionService,
  ) {}

  /** The next renewals as of `now`. If one of them is the end, it is the last. @throws NotFound */
  async list(businessId: string, { cycles = 12 }: UpcomingQuery, now: Date): Promise<Page<UpcomingView>> {
    const { id } = await this.current.at(businessId, now);
    const rows = await query(this.dataSource, UPCOMING, { businessId, id, cycles });
    return wholeList(rows.map(upcomingView));
  }
}

function upcomingView({ amount, currency, planName: _, ...turn }: UpcomingRow): UpcomingView {
  return amount !== null && currency !== null ? { ...turn, amount, currency } : turn;
}
