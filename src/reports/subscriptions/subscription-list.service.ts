import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Page, pageLimit, textIn, toPage } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import { duePlace, FIRST_DUE_PLACE, dueCursor } from './due-place.js';
import type { SubscriptionsQuery } from './subscription-list.dto.js';
import * as sql from './subscription-list.sql.js';
import { type ListedSubscriptionView, listedSubscriptionView } from './subscription-list.view.js';

/** Lists live subscriptions in the order of what happens next to them. */
@Injectable()
export class SubscriptionListService {
  constructor(private readonly dataSource: DataSource) {}

  async list(asked: SubscriptionsQuery): Promise<Page<ListedSubscriptionView>> {
    const rows = await this.read(asked, pageLimit(asked) + 1);
    return toPage(rows, asked, listedSubscriptionView, dueCursor);
  }

  private read(asked: SubscriptionsQuery, limit: number): Promise<sql.ListedSubscriptionRow[]> {
    const { cursor, status, planCode, endsBefore, canceling, testClockId } = asked;
    const place = cursor === undefined ? FIRST_DUE_PLACE : (duePlace(textIn(cursor)) ?? FIRST_DUE_PLACE);
    const filters = {
      ...place,
      status: status ?? null,
      planCode: planCode ?? null,
      endsBefore: endsBefore ?? null,
      canceling: canceling ?? null,
      limit,
    };
    if (testClockId !== undefined)
      return query(this.dataSource, sql.LIST_ON_CLOCK, { ...filters, testClockId });
    return query(this.dataSource, canceling === true ? sql.LIST_CANCELING : sql.LIST, filters);
  }
}
