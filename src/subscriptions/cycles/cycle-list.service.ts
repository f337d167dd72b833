import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { BusinessesService } from '../../businesses/index.js';
import { ABOVE_ALL_IDS, type Page, pageLimit, type PageQuery } from '../../common/paging.js';
import { ValidationFailed } from '../../common/domain-error.js';
import { query, statement } from '../../database/sql.js';
import { SubscriptionsService } from '../subscription/subscriptions.service.js';
import type { CycleView } from './cycles.view.js';

/** The cycles of business $businessId before cycle $index of subscription $subscriptionId (null: from the newest), $limit of them. */
const LIST = statement<
  CycleView,
  { businessId: string; subscriptionId: string; index: number; limit: number }
>(
  'usage_cycles',
  `SELECT c.subscription_id AS "subscriptionId", c.index, c.starts_at AS "startsAt", c.ends_at AS "endsAt",
          v.plan_code AS "planCode", c.trial, COALESCE(u.usage, '{}') AS usage
   FROM cycles c
   JOIN plan_versions v ON v.id = c.plan_version_id
   LEFT JOIN LATERAL (
     SELECT jsonb_object_agg(f.key, jsonb_build_object(
              'used', COALESCE(n.used, 0), 'limit', CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END)) AS usage
     FROM features f
     LEFT JOIN plan_limits l ON l.version_id = c.plan_version_id AND l.feature_key = f.key
     LEFT JOIN usage_counters n ON n.business_id = $businessId AND n.subscription_id = c.subscription_id
                               AND n.cycle_index = c.index AND n.feature_key = f.key
     WHERE f.kind = 'metered' AND (l.version_id IS NOT NULL OR n.used IS NOT NULL)
   ) AS u ON true
   WHERE c.business_id = $businessId AND (c.subscription_id, c.index) < ($subscriptionId, $index::integer)
   ORDER BY c.subscription_id DESC, c.index DESC LIMIT $limit`,
);

/** The cycles of a business over all its subscriptions, with what was used, the running one first. */
@Injectable()
export class CycleListService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly businesses: BusinessesService,
  ) {}

  /** The cycles as of `now`, newest first. */
  async list(businessId: string, page: PageQuery, now: Date): Promise<Page<CycleView>> {
    await this.subscriptions.rollForwardOrLog(businessId, now);
    const limit = pageLimit(page);
    const [subscriptionId, index] = before(page);
    const rows = await query(this.dataSource, LIST, { businessId, subscriptionId, index, limit: limit + 1 });
    const data = rows.slice(0, limit);
    const last = data.at(-1);
    const more = rows.length > limit && last !== undefined;
    return { data, nextCursor: more ? cursorOf(last) : null };
  }

  /** The cycles, for an operator, who names the business. A malformed cursor is refused before the business is looked up. */
  async listForOperator(businessId: string, page: PageQuery): Promise<Page<CycleView>> {
    before(page);
    return this.list(businessId, page, await this.businesses.timeOf(this.dataSource, businessId));
  }
}

const cursorOf = ({ subscriptionId, index }: CycleView): string =>
  Buffer.from(`${subscriptionId}.${index}`).toString('base64url');

/** The subscription and the index at which a page begins. */
function before({ cursor }: PageQuery): [string, number] {
  if (cursor === undefined) return [ABOVE_ALL_IDS, 0];
  const [id = '', index = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('.');
  if (isUUID(id) && /^\d{1,9}$/.test(index)) return [id, Number(index)];
  throw new ValidationFailed([{ field: 'cursor', message: 'must be the nextCursor of a page' }]);
}
