import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BillingPlansService } from '../../billing-plans/index.js';
import { ValidationFailed } from '../../common/domain-error.js';
import { type Page, pageLimit, textIn, toPage } from '../../common/paging.js';
import { query } from '../../database/sql.js';
import { FIRST_RANKED_PLACE, rankedPlace, rankedCursor } from './ranked-place.js';
import { RANK } from './usage-months.sql.js';
import type { UsageRankingQuery } from './usage-ranking.dto.js';
import { type RankedBusinessView, rankedBusinessView } from './usage-ranking.view.js';

/** Ranks businesses by their usage of a feature. */
@Injectable()
export class UsageRankingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
  ) {}

  /**
   * Lists the businesses with the highest usage first. @throws UnknownFeature; ValidationFailed for a feature that is not
   * metered.
   */
  async list(asked: UsageRankingQuery, now: Date): Promise<Page<RankedBusinessView>> {
    const { feature, month = now.toISOString().slice(0, 7), cursor } = asked;
    if ((await this.plans.feature(this.dataSource, feature)).kind !== 'metered')
      throw new ValidationFailed([{ field: 'feature', message: 'must be a metered feature' }]);
    const { used, businessId } =
      (cursor === undefined ? null : rankedPlace(textIn(cursor))) ?? FIRST_RANKED_PLACE;
    const page = { feature, month: `${month}-01`, used, before: businessId, limit: pageLimit(asked) + 1 };
    const rows = await query(this.dataSource, RANK, page);
    return toPage(rows, asked, rankedBusinessView, rankedCursor);
  }
}
