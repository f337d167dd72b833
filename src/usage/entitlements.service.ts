import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Page, wholeList } from '../common/pagination.js';
import { Refusal } from '../common/refusal.js';
import { type Executor, query } from '../database/sql.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { ENTITLEMENTS, IS_OVERDUE } from './consume.sql.js';
import type { EntitlementView } from './usage.view.js';

interface EntitlementRow {
  feature: string;
  kind: 'metered' | 'allocated' | 'switch';
  subscribed: boolean;
  endsAt: Date | null;
  enabled: boolean;
  limit: number | null;
  used: number;
}

/** What a business may use now. Answers, and never spends. */
@Injectable()
export class EntitlementsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** Every feature on sale or on the business's plan, as of `now`. */
  async list(businessId: string, now: Date): Promise<Page<EntitlementView>> {
    await this.rollForwardIfOver(businessId, now);
    const rows = await query<EntitlementRow>(this.dataSource, ENTITLEMENTS, [businessId, null, now]);
    return wholeList(rows.map((row) => entitlement(row, 1)));
  }

  /** Whether `amount` units of one feature would be granted at `now`. @throws Refusal `unknown_feature` */
  async show(businessId: string, feature: string, amount: number, now: Date): Promise<EntitlementView> {
    await this.rollForwardIfOver(businessId, now);
    return this.of(this.dataSource, businessId, feature, amount, now);
  }

  /** The same within a transaction that has rolled the business forward already. */
  async of(
    on: Executor,
    businessId: string,
    feature: string,
    amount: number,
    now: Date,
  ): Promise<EntitlementView> {
    const [row] = await query<EntitlementRow>(on, ENTITLEMENTS, [businessId, feature, now]);
    if (row === undefined)
      throw new Refusal('unknown_feature', `There is no feature "${feature}".`, { feature });
    return entitlement(row, amount);
  }

  private async rollForwardIfOver(businessId: string, now: Date): Promise<void> {
    const [row] = await query<{ overdue: boolean }>(this.dataSource, IS_OVERDUE, [businessId, now]);
    if (row?.overdue === true) await this.subscriptions.rollForwardOrLog(businessId, now);
  }
}

function entitlement(row: EntitlementRow, amount: number): EntitlementView {
  const { feature, kind, subscribed, used, limit, endsAt } = row;
  if (kind === 'switch') return { feature, kind, allowed: row.enabled };
  const remaining = limit === null ? null : Math.max(0, limit - used);
  const allowed = subscribed && (remaining === null || remaining >= amount);
  const reason = allowed ? null : subscribed ? 'limit_reached' : 'no_active_subscription';
  const shared = { feature, kind, allowed, used, limit, credits: 0, remaining };
  return kind === 'metered' ? { ...shared, resetsAt: endsAt, reason } : { ...shared, reason };
}
