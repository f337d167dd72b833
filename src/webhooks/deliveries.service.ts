import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, DAY_MS } from '../common/clock.js';
import { type Page, pageLimit, textIn, toPage } from '../common/paging.js';
import { DomainError, NotFound, ValidationFailed } from '../common/domain-error.js';
import { maybeOne, one, query } from '../database/sql.js';
import { EVENT_TYPE_NAMES } from '../events/index.js';
import * as sql from './deliveries.sql.js';
import { ABOVE_ALL_PLACES, type DeliveryPlace, placeIn, deliveryCursor } from './delivery-place.js';
import type { EndpointRow } from './endpoints.rows.js';
import type { Owner } from './owner.js';
import { OF_A_DAY, PENDING } from './webhook-counts.sql.js';
import type { DeliveriesQuery, ReplayDto } from './webhook.dto.js';
import { WebhooksService } from './webhooks.service.js';
import {
  DELIVERY_STATES,
  deliveryView,
  type DeliveryView,
  type DeliveryWithAttemptsView,
  type ReplayView,
  type WebhookStandingView,
} from './webhook.view.js';

/** How many deliveries one replay queues before it stops. */
const MOST_REPLAYED = 10_000;
/** How many deliveries one transaction of a replay queues. */
const CHUNK = 1_000;
/** A position below those of all deliveries. With an instant, it is a place before all deliveries of that instant. */
const FIRST_POSITION = -1;

/** Lists the deliveries to an endpoint, and replays them. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly webhooks: WebhooksService,
    private readonly clock: Clock,
  ) {}

  /** Lists deliveries, newest first. @throws NotFound */
  async list(owner: Owner, webhookId: string, page: DeliveriesQuery): Promise<Page<DeliveryView>> {
    const place = placeOf(page);
    await this.webhooks.get(this.dataSource, owner, webhookId);
    const { state, type } = page;
    const values = { endpointId: webhookId, ...place, limit: pageLimit(page) + 1 };
    const states = state === undefined ? [...DELIVERY_STATES] : [state];
    const types = type === undefined ? [...EVENT_TYPE_NAMES] : [type];
    const rows =
      state === undefined && type === undefined
        ? await query(this.dataSource, sql.LIST_DELIVERIES, values)
        : await query(this.dataSource, sql.LIST_SOME_DELIVERIES, { ...values, states, types });
    return toPage(rows, page, deliveryView, deliveryCursor);
  }

  /** A delivery with its attempts. @throws NotFound */
  async show(owner: Owner, webhookId: string, eventId: string): Promise<DeliveryWithAttemptsView> {
    await this.webhooks.get(this.dataSource, owner, webhookId);
    const row = await maybeOne(this.dataSource, sql.FIND_DELIVERY, { endpointId: webhookId, eventId });
    if (row === undefined) throw new NotFound('delivery');
    const attempts = row.attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at) }));
    return { ...deliveryView(row), attempts };
  }

  /**
   * Delivers again: one event, or everything that was handed out from `from` to `to`, the oldest first, at most about 10,000. A
   * replay of a period leaves out deliveries that still wait for their first attempt.
   *
   * @throws NotFound; DomainError `webhook_disabled`; ValidationFailed unless one of `eventId` and `from` is given
   */
  async replay(owner: Owner, webhookId: string, asked: ReplayDto): Promise<ReplayView> {
    refuseAmbiguous(asked);
    const endpoint = await this.webhooks.get(this.dataSource, owner, webhookId);
    refuseDisabled(endpoint);
    const { eventId, from, to = this.clock.now(), only = 'failed' } = asked;
    if (eventId !== undefined) return this.replayOne(owner, endpoint, eventId);
    return this.replayTime(owner, endpoint, { from: from as Date, to, only });
  }

  async counts(): Promise<WebhookStandingView> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - DAY_MS);
    const [{ pending, oldestSeconds }, ofADay] = await Promise.all([
      this.pending(),
      one(this.dataSource, OF_A_DAY, { since }),
    ]);
    return { pending, oldestSeconds, ...ofADay };
  }

  /** Counts the deliveries that wait for an attempt, with the age of the oldest, and how long the first due one has waited. */
  pending(): Promise<{ pending: number; oldestSeconds: number; lagSeconds: number }> {
    return one(this.dataSource, PENDING);
  }

  private async replayOne(owner: Owner, endpoint: EndpointRow, eventId: string): Promise<ReplayView> {
    const { queued } = await this.replayChunk(owner, endpoint, { eventId }, (manager, what) =>
      one(manager, sql.REPLAY_ONE, { ...what, eventId }),
    );
    if (queued === 0) throw new NotFound('delivery');
    return { queued, continueFrom: null };
  }

  /**
   * Replays a period chunk by chunk. After MOST_REPLAYED deliveries it still completes the current millisecond. The next replay
   * begins at the next one, so it repeats nothing.
   */
  private async replayTime(
    owner: Owner,
    endpoint: EndpointRow,
    { from, to, only }: { from: Date; to: Date; only: 'failed' | 'all' },
  ): Promise<ReplayView> {
    const statement = only === 'failed' ? sql.REPLAY_FAILED : sql.REPLAY_ALL;
    let queued = 0;
    let end = to;
    for (let place = { at: from, position: FIRST_POSITION }; ;) {
      const span = { ...place, to: end, limit: CHUNK };
      const logged = { from: place.at, to: end, only };
      const chunk = await this.replayChunk(owner, endpoint, logged, (manager, what) =>
        one(manager, statement, { ...what, ...span }),
      );
      queued += chunk.queued;
      if (chunk.queued < CHUNK) return { queued, continueFrom: end < to ? end : null };
      place = { at: chunk.at as Date, position: chunk.position as number };
      if (queued >= MOST_REPLAYED) end = earlier(to, new Date(place.at.getTime() + 1));
    }
  }

  private replayChunk(
    owner: Owner,
    endpoint: EndpointRow,
    logged: Record<string, unknown>,
    replay: (manager: EntityManager, what: sql.ReplayParams) => Promise<sql.Replayed>,
  ): Promise<sql.Replayed> {
    return this.dataSource.transaction(async (manager) => {
      await this.webhooks.confirm(manager, owner);
      const replayed = await replay(manager, { endpointId: endpoint.id, now: this.clock.now() });
      const after = { ...logged, queued: replayed.queued };
      if (replayed.queued > 0)
        await this.webhooks.record(manager, owner, 'webhook.replayed', endpoint, { after });
      return replayed;
    });
  }
}

const earlier = (time: Date, other: Date): Date => (time < other ? time : other);

/** @throws DomainError `webhook_disabled` */
export function refuseDisabled({ disabledAt }: EndpointRow): void {
  if (disabledAt !== null)
    throw new DomainError('webhook_disabled', 'The webhook is turned off. Turn it on first.');
}

function refuseAmbiguous({ eventId, from, to, only }: ReplayDto): void {
  const refuse = (field: string, message: string) => new ValidationFailed([{ field, message }]);
  if (eventId === undefined && from === undefined) throw refuse('from', 'is required');
  if (eventId === undefined) return;
  for (const [field, value] of Object.entries({ from, to, only }))
    if (value !== undefined) throw refuse(field, 'must not be given with eventId');
}

const placeOf = ({ cursor }: DeliveriesQuery): DeliveryPlace =>
  (cursor === undefined ? null : placeIn(textIn(cursor))) ?? ABOVE_ALL_PLACES;
