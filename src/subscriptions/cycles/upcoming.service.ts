import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessesService } from '../../businesses/index.js';
import { type Page, wholeList } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import { CurrentSubscriptionService } from '../subscription/current-subscription.service.js';
import { UPCOMING } from './forecast.sql.js';
import type { UpcomingView } from './upcoming.view.js';

/** How many renewals to look ahead, 12 by default. */
export interface Ahead {
  cycles?: number;
}

/** What will happen to a subscription if nobody changes anything. It is computed by the rule of the renewal loop. */
@Injectable()
export class UpcomingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly current: CurrentSubscriptionService,
    private readonly businesses: BusinessesService,
  ) {}

  /** The next renewals as of `now`. An end is the last one; there are none after it. @throws NotFound */
  async list(businessId: string, { cycles = 12 }: Ahead, now: Date): Promise<Page<UpcomingView>> {
    const { id } = await this.current.at(businessId, now);
    return wholeList(await query(this.dataSource, UPCOMING, { businessId, id, cycles }));
  }

  /** The next renewals, for an operator, who names the business and has no time of its own. @throws NotFound */
  async listForOperator(businessId: string, asked: Ahead): Promise<Page<UpcomingView>> {
    return this.list(businessId, asked, await this.businesses.timeOf(this.dataSource, businessId));
  }
}
