import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BotClaim } from '../../common/access.js';
import { Gathering, inPlaces } from '../../common/gathering.js';
import { type Page, wholeList } from '../../common/paging.js';
import { MAX_UNITS } from '../../common/validation.js';
import { execute, type Executor, query } from '../../database/sql.js';
import { NOTE_USES } from '../../members/index.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import {
  type EntitlementRow,
  ENTITLEMENTS,
  ENTITLEMENTS_BY_CLAIM,
  LIST_ENTITLEMENTS,
} from './entitlements.sql.js';
import { groupOf } from '../spending/spend.js';
import { UnknownFeature } from '../usage.refusals.js';
import type { EntitlementView } from '../usage.view.js';

/** Holds and grants that are read for a question which others share a round with. */
const SHARED_AT_MOST = 500;
/** How many businesses and features with more are remembered. */
const REMEMBERED = 10_000;

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
  private readonly shared = this.rounds();
  private readonly apart = this.rounds();
  /** Last uses of keys, written after the answer: a read that also writes costs every reader of its round a third more. */
  private readonly uses = new Gathering<BotClaim, null>((claims) => noteUses(this.dataSource, claims));
  /** Businesses and features for which much has to be read: nobody else waits for them. */
  private readonly large = new Set<string>();

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
    const { businessId } = claim;
    const row = await this.roundsFor({ businessId, feature }).claims.ask({ claim, feature });
    this.weigh({ businessId, feature }, row);
    if (row?.firstUse === true) this.uses.ask(claim).catch(() => undefined);
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
    let row = await this.roundsFor(asked).admitted.ask(asked);
    this.weigh(asked, row);
    if (row?.overdue === true) {
      await this.subscriptions.rollForwardOrLog(businessId, now);
      row = await this.roundsFor(asked).admitted.ask(asked);
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

  private rounds() {
    return {
      admitted: new Gathering<Asked, EntitlementRow | null>((asked) => read(this.dataSource, asked), {
        laneOf: ({ businessId }) => businessId,
      }),
      claims: new Gathering<Claimed, EntitlementRow | null>(
        (claimed) => readByClaim(this.dataSource, claimed),
        { laneOf: ({ claim }) => claim.businessId },
      ),
    };
  }

  private roundsFor(group: { businessId: string; feature: string }) {
    return this.large.has(groupOf(group)) ? this.apart : this.shared;
  }

  /** Remembers whether answering took long. What it forgets, it learns again from the next answer. */
  private weigh(group: { businessId: string; feature: string }, row: EntitlementRow | null): void {
    const size = (row?.grants ?? 0) + (row?.kind === 'allocated' ? row.used : 0);
    if (size <= SHARED_AT_MOST) this.large.delete(groupOf(group));
    else if (this.large.size < REMEMBERED) this.large.add(groupOf(group));
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

async function noteUses(on: Executor, claims: BotClaim[]): Promise<null[]> {
  await execute(on, NOTE_USES, [
    claims.map(({ businessId }) => businessId),
    claims.map(({ keyHash }) => keyHash),
    claims.map(({ now }) => now.toISOString()),
  ]);
  return claims.map(() => null);
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
