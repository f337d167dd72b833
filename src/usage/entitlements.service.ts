import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BotClaim } from '../common/access.js';
import { Gathering, inPlaces } from '../common/gathering.js';
import { type Page, wholeList } from '../common/pagination.js';
import { MAX_UNITS } from '../common/validation.js';
import { type Executor, query } from '../database/sql.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import {
  type EntitlementRow,
  ENTITLEMENTS,
  ENTITLEMENTS_BY_CLAIM,
  LIST_ENTITLEMENTS,
} from './entitlements.sql.js';
import { UnknownFeature } from './usage.refusals.js';
import type { EntitlementView } from './usage.view.js';

interface Claimed {
  claim: BotClaim;
  feature: string;
}

interface Asked {
  businessId: string;
  feature: string;
  now: Date;
}

/** What a business may use now. Answers, and never spends. */
@Injectable()
export class EntitlementsService {
  private readonly gathering = new Gathering<Asked, EntitlementRow | null>(
    (asked) => read(this.dataSource, asked),
    { laneOf: ({ businessId }) => businessId },
  );
  private readonly claims = new Gathering<Claimed, EntitlementRow | null>(
    (claimed) => readByClaim(this.dataSource, claimed),
    { laneOf: ({ claim }) => claim.businessId },
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

  /** Whether `amount` units of one feature would be granted to the bot's business. @throws UnknownFeature */
  async showTo(claim: BotClaim, feature: string, amount: number): Promise<EntitlementView> {
    const row = await this.claims.ask({ claim, feature });
    if (row !== null && !row.overdue) return entitlement(row, amount);
    const { bot, now } = await claim.admit();
    return this.show(bot.businessId, feature, amount, now);
  }

  /** The same for whoever has been admitted, at `now`. @throws UnknownFeature */
  private async show(
    businessId: string,
    feature: string,
    amount: number,
    now: Date,
  ): Promise<EntitlementView> {
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

/** The same; null too for whom the guard has to ask. */
async function readByClaim(on: Executor, claimed: Claimed[]): Promise<(EntitlementRow | null)[]> {
  const rows = await query<EntitlementRow>(on, ENTITLEMENTS_BY_CLAIM, [
    claimed.map(({ claim }) => claim.businessId),
    claimed.map(({ feature }) => feature),
    claimed.map(({ claim }) => claim.now.toISOString()),
    claimed.map(({ claim }) => claim.keyHash),
    claimed.map(({ claim }) => claim.scope),
  ]);
  return inPlaces(rows, claimed);
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
