import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ABOVE_ALL_IDS, type Page, pageLimit, textIn, toPage } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import { SubscriptionsService } from '../subscription/subscriptions.service.js';
import type { CyclesQuery } from './cycles.dto.js';
import type { CycleView } from './cycles.view.js';
import * as sql from './cycle-list.sql.js';

/** Lists the cycles of a business over all its subscriptions, with their usage. */
@Injectable()
export class CycleListService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** The cycles as of `now`, newest first, so the running one is the first. */
  async list(businessId: string, page: CyclesQuery, now: Date): Promise<Page<CycleView>> {
    await this.subscriptions.rollForwardOrLog(businessId, now);
    const [subscriptionId, index] = before(page);
    const rows = await query(this.dataSource, sql.LIST_CYCLES, {
      businessId,
      subscriptionId,
      index,
      limit: pageLimit(page) + 1,
    });
    return toPage(rows, page, (row) => row, placeOf);
  }
}

const placeOf = ({ subscriptionId, index }: CycleView): string => `${subscriptionId}.${index}`;

/** The subscription and the index of the cycle before which a page begins. */
function before({ cursor }: CyclesQuery): [string, number] {
  if (cursor === undefined) return [ABOVE_ALL_IDS, 0];
  const [id = '', index] = textIn(cursor).split('.');
  return [id, Number(index)];
}
