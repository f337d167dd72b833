import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { type Page, pageLimit, type PageQuery } from '../common/paging.js';
import { DomainError, NotFound, ValidationFailed } from '../common/domain-error.js';
import { query, type Statement } from '../database/sql.js';
import * as sql from './deliveries.sql.js';
import type { Owner } from './owner.js';
import { type EndpointRow, WebhooksService } from './webhooks.service.js';
import type {
  AttemptView,
  DeliveryState,
  DeliveryView,
  DeliveryWithAttemptsView,
  ReplayView,
  WebhookStandingView,
} from './webhook.view.js';

type DeliveryRow = DeliveryView & { position: string };

/** What to deliver again: one event, or everything of a time. */
interface Replay {
  eventId?: string;
  from?: Date;
  to?: Date;
  only?: 'failed' | 'all';
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Deliveries that one replay takes, and how many of them in one transaction. */
const MOST_REPLAYED = 10_000;
const CHUNK = 1_000;
/** A time after every delivery. */
const END_OF_TIME = new Date('9999-12-31T00:00:00.000Z');
const LAST_POSITION = '9223372036854775807';

/** What was sent to an endpoint, and sending it again. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly webhooks: WebhooksService,
    private readonly clock: Clock,
  ) {}

  /** Newest first. @throws NotFound */
  async list(
    owner: Owner,
    webhookId: string,
    page: PageQuery & { state?: DeliveryState; type?: string },
  ): Promise<Page<DeliveryView>> {
    const [before, position] = placeOf(page);
    await this.webhooks.get(this.dataSource, owner, webhookId);
    const { state, type } = page;
    const statement =
      state === undefined || state === 'delivered' ? sql.LIST_DELIVERIES : sql.LIST_OPEN_DELIVERIES;
    const limit = pageLimit(page);
    const values = [webhookId, before, position, state ?? null, type ?? null, limit + 1];
    const rows = await query<DeliveryRow>(this.dataSource, statement, values);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { data: shown.map(deliveryView), nextCursor: last === undefined ? null : cursorOf(last) };
  }

  /** A delivery with its attempts. @throws NotFound */
  async show(owner: Owner, webhookId: string, eventId: string): Promise<DeliveryWithAttemptsView> {
    await this.webhooks.get(this.dataSource, owner, webhookId);
    const values = [webhookId, eventId];
    type Row = DeliveryRow & { attempts: AttemptView[] };
    const [row] = await query<Row>(this.dataSource, sql.FIND_DELIVERY, values);
    if (row === undefined) throw new NotFound('delivery');
    const attempts = row.attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at) }));
    return { ...deliveryView(row), attempts };
  }

  /**
   * Delivers again: one event, or everything that was handed out from `from` to `to`, the oldest first, at most 10,000.
   * Deliveries that wait for their first attempt are left alone.
   *
   * @throws NotFound; DomainError `webhook_disabled`; ValidationFailed unless one of `eventId` and `from` is given
   */
  async replay(owner: Owner, webhookId: string, asked: Replay): Promise<ReplayView> {
    refuseAmbiguous(asked);
    const endpoint = await this.webhooks.get(this.dataSource, owner, webhookId);
    refuseDisabled(endpoint);
    const { eventId, from, to = this.clock.now(), only = 'failed' } = asked;
    if (eventId !== undefined) return this.replayOne(owner, endpoint, eventId);
    return this.replayTime(owner, endpoint, { from: from as Date, to, only });
  }

  async standing(): Promise<WebhookStandingView> {
    const now = this.clock.now();
    const [{ pending, oldestSeconds }, [ofADay]] = await Promise.all([
      this.pending(),
      query<Omit<WebhookStandingView, 'pending' | 'oldestSeconds'>>(this.dataSource, sql.OF_A_DAY, [
        new Date(now.getTime() - DAY_MS),
      ]),
    ]);
    return { pending, oldestSeconds, ...(ofADay ?? { delivered24h: 0, failed24h: 0, disabled: 0 }) };
  }

  /** What waits for an attempt, the age of the oldest, and how long the first one that is due has waited. */
  async pending(): Promise<{ pending: number; oldestSeconds: number; lagSeconds: number }> {
    type Row = { pending: number; oldestSeconds: number; lagSeconds: number };
    const [row] = await query<Row>(this.dataSource, sql.PENDING);
    return row ?? { pending: 0, oldestSeconds: 0, lagSeconds: 0 };
  }

  private async replayOne(owner: Owner, endpoint: EndpointRow, eventId: string): Promise<ReplayView> {
    const queued = await this.replayChunk(owner, endpoint, sql.REPLAY_ONE, [eventId], { eventId });
    if (queued.queued === 0) throw new NotFound('delivery');
    return { queued: queued.queued, continueFrom: null };
  }

  private async replayTime(
    owner: Owner,
    endpoint: EndpointRow,
    { from, to, only }: { from: Date; to: Date; only: 'failed' | 'all' },
  ): Promise<ReplayView> {
    const statement = only === 'failed' ? sql.REPLAY_FAILED : sql.REPLAY_ALL;
    let queued = 0;
    for (let begin = from; ;) {
      const told = { from: begin, to, only };
      const chunk = await this.replayChunk(owner, endpoint, statement, [begin, to, CHUNK], told);
      queued += chunk.queued;
      if (chunk.queued < CHUNK) return { queued, continueFrom: null };
      begin = chunk.upTo as Date;
      if (queued >= MOST_REPLAYED) return { queued, continueFrom: begin };
    }
  }

  private replayChunk(
    owner: Owner,
    endpoint: EndpointRow,
    statement: Statement,
    values: unknown[],
    told: Record<string, unknown>,
  ): Promise<{ queued: number; upTo: Date | null }> {
    return this.dataSource.transaction(async (manager) => {
      await this.webhooks.confirm(manager, owner);
      const all = [endpoint.id, this.clock.now(), ...values];
      const [row] = await query<{ queued: number; upTo: Date | null }>(manager, statement, all);
      const { queued = 0, upTo = null } = row ?? {};
      if (queued > 0)
        await this.webhooks.record(manager, owner, 'webhook.replayed', endpoint, {
          after: { ...told, queued },
        });
      return { queued, upTo };
    });
  }
}

/** @throws DomainError `webhook_disabled` */
export function refuseDisabled({ disabledAt }: EndpointRow): void {
  if (disabledAt !== null)
    throw new DomainError('webhook_disabled', 'The webhook is turned off. Turn it on first.');
}

function refuseAmbiguous({ eventId, from, to, only }: Replay): void {
  const refuse = (field: string, message: string) => new ValidationFailed([{ field, message }]);
  if (eventId === undefined && from === undefined) throw refuse('from', 'is required');
  if (eventId === undefined) return;
  for (const [field, value] of Object.entries({ from, to, only }))
    if (value !== undefined) throw refuse(field, 'must not be given with eventId');
}

const deliveryView = ({ position: _, ...row }: DeliveryRow): DeliveryView => ({
  eventId: row.eventId,
  businessId: row.businessId,
  type: row.type,
  state: row.state,
  attemptCount: row.attemptCount,
  lastStatus: row.lastStatus,
  lastError: row.lastError,
  nextAttemptAt: row.nextAttemptAt,
  deliveredAt: row.deliveredAt,
  createdAt: row.createdAt,
});

const cursorOf = ({ createdAt, position }: DeliveryRow): string =>
  Buffer.from(`${createdAt.toISOString()} ${position}`).toString('base64url');

function placeOf({ cursor }: PageQuery): [Date, string] {
  if (cursor === undefined) return [END_OF_TIME, LAST_POSITION];
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, at = '', position = ''] = /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z) (\d{1,18})$/.exec(text) ?? [];
  const before = new Date(at);
  if (Number.isNaN(before.getTime()))
    throw new ValidationFailed([{ field: 'cursor', message: 'must be the nextCursor of a page' }]);
  return [before, position];
}
