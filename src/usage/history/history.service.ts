import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DAY_MS, utcDay } from '../../common/clock.js';
import { BillingPlansService, FeaturesService } from '../../billing-plans/index.js';
import { type Page, wholeList } from '../../common/paging.js';
import { ValidationFailed } from '../../common/domain-error.js';
import { query } from '../../database/sql.js';
import { CreditsService } from '../credits/credits.service.js';
import { EntitlementsService } from '../entitlements/entitlements.service.js';
import { DAILY, KEPT_DAYS } from './history.sql.js';
import { WrongFeatureKind } from '../usage.errors.js';
import type { DailyQuery } from './history.dto.js';
import { type DailyView, grantView, type UsageView } from './history.view.js';

/** Shows a business what it has used. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly features: FeaturesService,
    private readonly entitlements: EntitlementsService,
    private readonly credits: CreditsService,
  ) {}

  /** Lists every feature with its state at `now` and the grants that its credits come from. */
  async balances(businessId: string, now: Date): Promise<Page<UsageView>> {
    const data = await this.entitlements.listWithCreditsUsed(businessId, now);
    const live = await this.credits.live(businessId, now);
    const features = new Map((await this.features.all(this.dataSource)).map((one) => [one.key, one]));
    return wholeList(
      data.map((one) => ({
        ...one,
        name: features.get(one.feature)?.name ?? one.feature,
        unit: features.get(one.feature)?.unit ?? '',
        grants: (live.get(one.feature) ?? []).map(grantView),
      })),
    );
  }

  /**
   * Lists the units per feature and day, newest first, for at most the last 90 days. Days without units are left out.
   *
   * @throws ValidationFailed when `from` is after `to`; WrongFeatureKind; DomainError `unknown_feature`.
   */
  async daily(businessId: string, { feature, from, to }: DailyQuery, now: Date): Promise<Page<DailyView>> {
    const earliest = utcDay(new Date(now.getTime() - (KEPT_DAYS - 1) * DAY_MS));
    const last = to ?? utcDay(now);
    const first = from === undefined || from < earliest ? earliest : from;
    if (from !== undefined && from > last)
      throw new ValidationFailed([{ field: 'from', message: 'must not be after to' }]);
    if (feature !== undefined) await this.refuseUnlessMetered(feature);
    return wholeList(
      await query(this.dataSource, DAILY, { businessId, feature: feature ?? null, first, last }),
    );
  }

  private async refuseUnlessMetered(key: string): Promise<void> {
    const { kind } = await this.plans.feature(this.dataSource, key);
    if (kind !== 'metered') throw new WrongFeatureKind(key, kind, 'days');
  }
}
