import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { type Page, pageLimit, toPage } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import type { BusinessesQuery } from './business-list.dto.js';
import * as sql from './business-list.sql.js';
import { type ListedBusinessView, listedBusinessView } from './business-list.view.js';
import { placeByAge, placeByText, listCursor } from './place-in-list.js';

/** Lists businesses, each with its owner and its plan. */
@Injectable()
export class BusinessListService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Lists a page of the businesses that fit every filter. Each filter has a statement that searches by an index. The most
   * selective filter that is given finds the rows, and the other filters are compared on the way.
   *
   * @throws ValidationFailed for the cursor of another list.
   */
  async list(asked: BusinessesQuery): Promise<Page<ListedBusinessView>> {
    const rows = await this.read(asked, pageLimit(asked) + 1);
    const bySearch = asked.search !== undefined && !isUUID(asked.search);
    return toPage(rows, asked, listedBusinessView, bySearch ? listCursor : undefined);
  }

  private read(asked: BusinessesQuery, limit: number): Promise<sql.ListedBusinessRow[]> {
    const { search, cursor, status, planCode, suspended, testClockId, externalId } = asked;
    const filters = {
      status: status ?? null,
      planCode: planCode ?? null,
      suspended: suspended ?? null,
      testClockId: testClockId ?? null,
      externalId: externalId ?? null,
      limit,
    };
    if (search !== undefined && isUUID(search))
      return query(this.dataSource, sql.FIND, { ...filters, id: search.toLowerCase() });
    if (search !== undefined) {
      const { id, key } = placeByText(cursor);
      const statement = search.includes('@') ? sql.SEARCH_OWNERS : sql.SEARCH_NAMES;
      return query(this.dataSource, statement, { ...filters, search, key, after: id });
    }
    return query(this.dataSource, statementFor(asked), { ...filters, before: placeByAge(cursor) });
  }
}

function statementFor({ externalId, testClockId, status, planCode, suspended }: BusinessesQuery) {
  if (externalId !== undefined) return sql.LIST_BY_EXTERNAL_ID;
  if (testClockId !== undefined) return sql.LIST_ON_CLOCK;
  // Few businesses are suspended. A list by state or plan could read all rows to fill a page with them.
  if (suspended === true) return sql.LIST_SUSPENDED;
  if (status === 'ended') return sql.LIST_ENDED;
  if (status !== undefined) return sql.LIST_LIVE;
  return planCode === undefined ? sql.LIST : sql.LIST_LIVE;
}
