import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Gathering, inPlaces } from '../common/gathering.js';
import { type Page, wholeList } from '../common/pagination.js';
import { MAX_UNITS } from '../common/validation.js';
import { type Executor, query } from '../database/sql.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { type EntitlementRow, ENTITLEMENTS, LIST_ENTITLEMENTS } from './entitlements.sql.js';
import { UnknownFeature } from './usage.refusals.js';
import type { EntitlementView } from './usage.view.js';

interface Asked {
  businessId: string;
  feature: string;
  now: Date;
}

/** What a business may use now. Answers, and never spends. */
@Injectable()
export class EntitlementsService {
  private readonly gathering = new Gathering<Asked, EntitlementRow | null>((asked) =>
    read(this.dataSource, asked),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** Every feature on sale or on the business's plan, as of `now`. */
  async list(businessId: string, now: Date): Promise<Page<EntitlementView>> {
    const rows = () => query<EntitlementRow>(this.dataSource, LIST_ENTITLEMENTS, [businessId, now]);
    let listed = await rows();
    if (listed.some(({ overdue }) => overdue)) {
      await this.subscriptions.rollForwardOrLog(businessId, now);
      listed = await rows();
    }
    return wholeList(listed.map((row) => entitlement(row, 1)));
  }

  /** Whether `amount` units of one feature would be granted at `now`. @throws UnknownFeature */
  async show(businessId: string, feature: string, amount: number, now: Date): Promise<EntitlementView> {
    const asked = { businessId, feature, now };
    let row = await this.gathering.ask(asked);
    if (row?.overdue === true) {
      await this.subscriptions.rollForwardOrLog(businessId, now);
      row = await this.gathering.ask(asked);
    }
    if (row === null) throw new UnknownFeature(feature);
    return entitlement(row, amount);
  }

  /** The same within a transaction that has rolled the business forward already. */
  async of(
    on: Executor,
    businessId: string,
    feature: string,
    amount: number,
    now: Date,
  ): Promise<EntitlementView> {
    const [row] = await read(on, [{ businessId, feature, now }]);
    if (row === null || row === undefined) throw new UnknownFeature(feature);
    return entitlement(row, amount);
  }
}

/** In the order of the questions; null where there is no such feature. */
async function read(on: Executor, asked: Asked[]): Promise<(EntitlementRow | null)[]> {
  const rows = await query<EntitlementRow>(on, ENTITLEMENTS, [
    asked.map(({ businessId }) => businessId),
    asked.map(({ feature }) => feature),
    asked.map(({ now }) => now.toISOString()),
  ]);
  return inPlaces(rows, asked);
}

function entitlement(row: EntitlementRow, amount: number): EntitlementView {
  const { feature, kind, subscribed, used, burnt, credits, limit, endsAt } = row;
  if (kind === 'switch') return { feature, kind, allowed: row.enabled };
  const remaining =
    limit === null ? null : Math.min(Math.max(0, limit - (used - burnt)) + credits, MAX_UNITS);
  const allowed = subscribed && (remaining === null || remaining >= amount);
  const reason = allowed ? null : subscribed ? 'limit_reached' : 'no_active_subscription';
  const shared = { feature, kind, allowed, used, limit, credits, remaining };
  return kind === 'metered' ? { ...shared, resetsAt: endsAt, reason } : { ...shared, reason };
}
