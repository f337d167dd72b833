import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { UnknownFeature } from '../../billing-plans/index.js';
import type { UnverifiedKey } from '../../common/access.js';
import { Batcher } from '../../common/batcher.js';
import { inRequestOrder } from '../../common/request-order.js';
import { type Page, wholeList } from '../../common/paging.js';
import { byShard } from '../../database/by-shard.js';
import { execute, type Executor, query } from '../../database/sql.js';
import { NOTE_USES } from '../../members/index.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import { ENTITLEMENTS, ENTITLEMENTS_UNVERIFIED, LIST_ENTITLEMENTS } from './entitlements.sql.js';
import type { EntitlementRow } from './entitlements.rows.js';
import { type AdmittedCaller, admitByGuard, type Caller, inItsBusiness } from '../spending/caller.js';
import { counterKeyOf, remainingOf } from '../spending/spend.js';
import type { EntitlementView } from './entitlements.view.js';

/** The highest number of holds and grants of a request that joins the shared batches. */
const SHARED_AT_MOST = 500;
/** How many large pairs of business and feature are remembered. */
const REMEMBERED = 10_000;

interface UnverifiedRequest {
  unverifiedKey: UnverifiedKey;
  feature: string;
}

interface EntitlementRequest {
  businessId: string;
  feature: string;
  now: Date;
}

/** Returns what a business may use now. It never spends. */
@Injectable()
export class EntitlementsService {
  private readonly shared = this.batchers();
  private readonly apart = this.batchers();
  /** Writes the last uses of keys after the answer. Writing within the read would make each batch of reads a third slower. */
  private readonly uses = new Batcher<UnverifiedKey, null>((unverified) =>
    byShard(
      this.dataSource,
      unverified,
      ({ businessId }) => businessId,
      (part) => noteUses(this.dataSource, part),
    ),
  );
  /**
   * Pairs of business and feature with many holds or grants. They have their own batches, so that other requests do not wait for
   * them.
   */
  private readonly large = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** Lists every feature that is on sale or on the business's plan, as of `now`. */
  async list(businessId: string, now: Date): Promise<Page<EntitlementView>> {
    return wholeList((await this.rows(businessId, now)).map((row) => entitlement(row, 1)));
  }

  /** Lists what `list` does, with the used units that credits paid for each metered feature. */
  async listWithCreditsUsed(
    businessId: string,
    now: Date,
  ): Promise<(EntitlementView & { creditsUsed?: number })[]> {
    return (await this.rows(businessId, now)).map((row) => ({
      ...entitlement(row, 1),
      ...(row.kind === 'metered' && { creditsUsed: row.burnt }),
    }));
  }

  /** Returns whether `amount` units of a feature would be granted to the caller's business. @throws UnknownFeature */
  show(caller: Caller, feature: string, amount: number): Promise<EntitlementView> {
    return inItsBusiness(caller, (its) => this.showIn(its, feature, amount));
  }

  /** Reads the entitlement in a transaction that has already rolled the business forward. @throws UnknownFeature */
  async entitlementWithin(
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

  private async rows(businessId: string, now: Date): Promise<EntitlementRow[]> {
    const rows = () => query(this.dataSource, LIST_ENTITLEMENTS, { businessId, now });
    const listed = await rows();
    if (!listed.some(({ overdue }) => overdue)) return listed;
    await this.subscriptions.rollForwardOrLog(businessId, now);
    return rows();
  }

  private async showIn(caller: Caller, feature: string, amount: number): Promise<EntitlementView> {
    const row = caller.keyHash === null ? null : await this.readByKey(caller, feature);
    if (row !== null && !row.overdue) return entitlement(row, amount);
    return this.showAdmitted(await admitByGuard(caller), feature, amount);
  }

  /** Reads the entitlement with a statement that also verifies the key. Null if the guard has to decide about the caller. */
  private async readByKey(unverifiedKey: UnverifiedKey, feature: string): Promise<EntitlementRow | null> {
    const { businessId } = unverifiedKey;
    const row = await this.batchersFor({ businessId, feature }).unverified.submit({ unverifiedKey, feature });
    this.rememberIfLarge({ businessId, feature }, row);
    if (row !== null) unverifiedKey.accepted?.();
    if (row?.firstUse === true) this.uses.submit(unverifiedKey).catch(() => undefined);
    return row;
  }

  private async showAdmitted(
    { businessId, now }: AdmittedCaller,
    feature: string,
    amount: number,
  ): Promise<EntitlementView> {
    const request = { businessId, feature, now };
    let row = await this.batchersFor(request).admitted.submit(request);
    this.rememberIfLarge(request, row);
    if (row?.overdue === true) {
      await this.subscriptions.rollForwardOrLog(businessId, now);
      row = await this.batchersFor(request).admitted.submit(request);
    }
    if (row === null) throw new UnknownFeature(feature);
    return entitlement(row, amount);
  }

  private batchers() {
    return {
      admitted: new Batcher<EntitlementRequest, EntitlementRow | null>(
        (requests) =>
          byShard(
            this.dataSource,
            requests,
            ({ businessId }) => businessId,
            (part) => read(this.dataSource, part),
          ),
        { name: 'entitlements', laneOf: ({ businessId }) => businessId },
      ),
      unverified: new Batcher<UnverifiedRequest, EntitlementRow | null>(
        (requests) =>
          byShard(
            this.dataSource,
            requests,
            ({ unverifiedKey }) => unverifiedKey.businessId,
            (part) => readUnverified(this.dataSource, part),
          ),
        { name: 'entitlements', laneOf: ({ unverifiedKey }) => unverifiedKey.businessId },
      ),
    };
  }

  private batchersFor(group: { businessId: string; feature: string }) {
    return this.large.has(counterKeyOf(group)) ? this.apart : this.shared;
  }

  /** Remembers whether a request has much to read. A pair that is not remembered is noticed again at its next answer. */
  private rememberIfLarge(group: { businessId: string; feature: string }, row: EntitlementRow | null): void {
    const size = (row?.grants ?? 0) + (row?.kind === 'allocated' ? row.used : 0);
    if (size <= SHARED_AT_MOST) this.large.delete(counterKeyOf(group));
    else if (this.large.size < REMEMBERED) this.large.add(counterKeyOf(group));
  }
}

/** Reads entitlements, in the order of the requests. Null if there is no such feature. */
async function read(on: Executor, requests: EntitlementRequest[]): Promise<(EntitlementRow | null)[]> {
  const rows = await query(on, ENTITLEMENTS, {
    businessIds: requests.map(({ businessId }) => businessId),
    features: requests.map(({ feature }) => feature),
    times: requests.map(({ now }) => now.toISOString()),
  });
  return inRequestOrder(rows, requests);
}

/**
 * Reads entitlements for unverified keys, in the order of the requests. Null if there is no such feature, or if the guard has to
 * decide.
 */
async function readUnverified(
  on: Executor,
  requests: UnverifiedRequest[],
): Promise<(EntitlementRow | null)[]> {
  const rows = await query(on, ENTITLEMENTS_UNVERIFIED, {
    businessIds: requests.map(({ unverifiedKey }) => unverifiedKey.businessId),
    features: requests.map(({ feature }) => feature),
    times: requests.map(({ unverifiedKey }) => unverifiedKey.now.toISOString()),
    keyHashes: requests.map(({ unverifiedKey }) => unverifiedKey.keyHash),
    scopes: requests.map(({ unverifiedKey }) => unverifiedKey.scope),
    addresses: requests.map(({ unverifiedKey }) => unverifiedKey.address),
    externalIds: requests.map(({ unverifiedKey }) => unverifiedKey.externalId),
  });
  return inRequestOrder(rows, requests);
}

async function noteUses(on: Executor, unverified: UnverifiedKey[]): Promise<null[]> {
  await execute(on, NOTE_USES, {
    businessIds: unverified.map(({ businessId }) => businessId),
    keyHashes: unverified.map(({ keyHash }) => keyHash),
    times: unverified.map(({ now }) => now.toISOString()),
  });
  return unverified.map(() => null);
}

function entitlement(row: EntitlementRow, amount: number): EntitlementView {
  const { feature, kind, subscribed, used, credits, limit, endsAt } = row;
  if (kind === 'switch') return { feature, kind, allowed: row.enabled };
  const remaining = remainingOf(row);
  const allowed = subscribed && (remaining === null || remaining >= amount);
  const reason = allowed ? null : subscribed ? 'limit_reached' : 'no_active_subscription';
  const shared = { feature, kind, allowed, used, limit, credits, remaining };
  return kind === 'metered' ? { ...shared, resetsAt: endsAt, reason } : { ...shared, reason };
}
