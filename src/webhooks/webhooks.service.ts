import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ActorsService, AuditService } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import { DomainError, NotFound, ValidationFailed } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, type Executor, maybeOne, one, query } from '../database/sql.js';
import { EventsService, type EventType } from '../events/index.js';
import { MemberRanksService } from '../members/index.js';
import type { EndpointRow, KeptSecret } from './endpoints.rows.js';
import * as sql from './endpoints.sql.js';
import { businessOf, type Owner } from './owner.js';
import { ForbiddenTarget, TargetAddressesService } from './target-addresses.service.js';
import { publicUrl, urlFault } from './target-url.js';
import type { CreateWebhookDto, UpdateWebhookDto } from './webhook.dto.js';
import { WebhookSecretsService } from './webhook-secrets.service.js';
import {
  type NewWebhookView,
  type WebhookSecretView,
  type WebhookView,
  webhookView,
} from './webhook.view.js';

/** Endpoints that one owner may have. */
const MOST_ENDPOINTS = 10;
/**
 * Milliseconds to find the host of a new endpoint. A host that is not found in that time is accepted; each attempt looks it up
 * again.
 */
const FIND_HOST_MS = 3_000;
const DAY_SECONDS = 24 * 60 * 60;

/** Endpoints of businesses and of the operators: where events are sent. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecretsService,
    private readonly targets: TargetAddressesService,
    private readonly ranks: MemberRanksService,
    private readonly events: EventsService,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(owner: Owner, page: PageQuery): Promise<Page<WebhookView>> {
    const values = { businessId: businessOf(owner), before: beforeId(page), limit: pageLimit(page) + 1 };
    return toPage(await query(this.dataSource, sql.LIST_ENDPOINTS, values), page, webhookView);
  }

  /** @throws NotFound, also for another owner's endpoint. */
  async show(owner: Owner, id: string): Promise<WebhookView> {
    return webhookView(await this.get(this.dataSource, owner, id));
  }

  /** @throws NotFound, also for another owner's endpoint. */
  async get(on: Executor, owner: Owner, id: string): Promise<EndpointRow> {
    return known(await maybeOne(on, sql.FIND_ENDPOINT, { businessId: businessOf(owner), id }));
  }

  /** An endpoint with the secrets that it signs with. @throws NotFound */
  async getWithSecrets(owner: Owner, id: string): Promise<EndpointRow & { secrets: KeptSecret[] }> {
    return known(await maybeOne(this.dataSource, sql.READ_ENDPOINT, { businessId: businessOf(owner), id }));
  }

  /**
   * Makes an endpoint. It gets the events that are numbered from now on. Its secret is in the answer, this once.
   *
   * @throws ValidationFailed for a URL of an internal network; DomainError `too_many_webhooks`
   */
  async create(owner: Owner, { url, types = ['*'], description }: CreateWebhookDto): Promise<NewWebhookView> {
    await this.refuseInside(owner, url);
    const businessId = businessOf(owner);
    const { secret, kept } = this.secrets.make();
    return this.dataSource.transaction(async (manager) => {
      await this.confirm(manager, owner);
      await query(manager, sql.LOCK_OWNER, { businessId });
      if ((await one(manager, sql.COUNT_ENDPOINTS, { businessId })).count >= MOST_ENDPOINTS)
        throw new DomainError(
          'too_many_webhooks',
          `There are ${MOST_ENDPOINTS} webhooks already, which is the limit. Delete one first.`,
        );
      const endpoint = await one(manager, sql.INSERT_ENDPOINT, {
        businessId,
        id: newId(),
        url,
        types,
        secrets: JSON.stringify([kept]),
        encryptedBy: this.secrets.encryptedBy,
        now: this.clock.now(),
        description: description ?? null,
      });
      await this.record(manager, owner, 'webhook.created', endpoint, { after: logged(endpoint) });
      await this.listenFromNow(manager, endpoint, types);
      return { ...webhookView(endpoint), secret };
    });
  }

  /** Writes nothing if nothing changes. @throws NotFound; ValidationFailed for a URL of an internal network */
  async update(owner: Owner, id: string, change: UpdateWebhookDto): Promise<WebhookView> {
    if (change.url !== undefined) await this.refuseInside(owner, change.url);
    return this.dataSource.transaction(async (manager) => {
      await this.confirm(manager, owner);
      const before = await this.lock(manager, owner, id);
      const { url = before.url, types = before.types, enabled = before.disabledAt === null } = change;
      const description = change.description === undefined ? before.description : change.description;
      const wasEnabled = before.disabledAt === null;
      const disabledAt = enabled ? null : (before.disabledAt ?? this.clock.now());
      const reason = enabled ? null : (before.disabledReason ?? 'manual');
      const restarts = url !== before.url || (enabled && !wasEnabled);
      const changes = url !== before.url || description !== before.description || enabled !== wasEnabled;
      if (!changes && isDeepStrictEqual(types, before.types)) return webhookView(before);
      const values = { id, url, types, description, disabledAt, reason, restarts };
      const after = await one(manager, sql.UPDATE_ENDPOINT, values);
      await this.record(manager, owner, 'webhook.edited', after, {
        before: logged(before),
        after: logged(after),
      });
      if (!isDeepStrictEqual(types, before.types)) await this.listenFromNow(manager, after, types);
      return webhookView(after);
    });
  }

  /** Deletes an endpoint with its secrets. Deliveries that wait are not sent any more. @throws NotFound */
  async delete(owner: Owner, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.confirm(manager, owner);
      const values = { businessId: businessOf(owner), id, now: this.clock.now() };
      const endpoint = known(await maybeOne(manager, sql.DELETE_ENDPOINT, values));
      await this.events.listen(manager, endpoint.businessId, id, []);
      await this.record(manager, owner, 'webhook.deleted', endpoint, { before: logged(endpoint) });
    });
  }

  /**
   * Gives an endpoint a new secret, which is in the answer, this once. The previous secret signs as well for `overlapSeconds`, in
   * real time. A receiver that knows one of the two accepts what is sent meanwhile.
   *
   * @throws NotFound
   */
  async rotate(owner: Owner, id: string, overlapSeconds = DAY_SECONDS): Promise<WebhookSecretView> {
    return this.dataSource.transaction(async (manager) => {
      await this.confirm(manager, owner);
      const endpoint = await this.lock(manager, owner, id);
      const now = this.clock.now();
      const until = new Date(now.getTime() + overlapSeconds * 1_000);
      const { secret, kept, encryptedBy } = this.secrets.rotate(endpoint.secrets, until, now);
      await execute(manager, sql.SET_SECRETS, { id, secrets: JSON.stringify(kept), encryptedBy });
      await this.record(manager, owner, 'webhook.secret_rotated', endpoint, { after: { overlapSeconds } });
      return { secret, previousEndsAt: overlapSeconds === 0 ? null : until };
    });
  }

  /** Writes to the audit log of the endpoint's owner. */
  async record(
    manager: EntityManager,
    by: Owner,
    action: string,
    { id, businessId }: EndpointRow,
    values: { before?: Record<string, unknown>; after?: Record<string, unknown> },
  ): Promise<void> {
    const entry = { by, action, target: { kind: 'webhook', id }, ...values };
    if (businessId === null) await this.audit.recordForOperators(manager, entry);
    else await this.audit.record(manager, businessId, entry);
  }

  /** Checks the caller's rank again, because looking up the host takes time after the check of the guard. */
  async confirm(manager: EntityManager, owner: Owner): Promise<void> {
    if (owner.kind === 'member') await this.ranks.confirm(manager, owner, 'admin');
    else await this.actors.confirm(manager, owner);
  }

  private async lock(
    manager: EntityManager,
    owner: Owner,
    id: string,
  ): Promise<EndpointRow & { secrets: KeptSecret[] }> {
    return known(await maybeOne(manager, sql.LOCK_ENDPOINT, { businessId: businessOf(owner), id }));
  }

  /**
   * Stores which types the endpoint takes from now on. Call it last in a transaction: from here until its end no event is
   * numbered.
   */
  private async listenFromNow(
    manager: EntityManager,
    { id, businessId }: EndpointRow,
    types: string[],
  ): Promise<void> {
    await this.events.listen(manager, businessId, id, types as (EventType | '*')[]);
    const { last: position } = await one(manager, sql.LOCK_POSITION);
    await execute(manager, sql.STORE_START_POSITION, { id, position });
  }

  private async refuseInside(owner: Owner, url: string): Promise<void> {
    const refuse = (message: string) => new ValidationFailed([{ field: 'url', message }]);
    const fault = urlFault(url, this.config.nodeEnv === 'production');
    if (fault !== null) throw refuse(fault);
    try {
      const ofOperators = businessOf(owner) === null;
      await this.targets.addressesOf(new URL(url).hostname, ofOperators, AbortSignal.timeout(FIND_HOST_MS));
    } catch (error) {
      if (error instanceof ForbiddenTarget) throw refuse('must lead to a host on the Internet');
      // A name that has no address now may have one later. Each attempt looks it up again.
    }
  }
}

function known<R>(row: R | undefined): R {
  if (row === undefined) throw new NotFound('webhook');
  return row;
}

/** What the audit log shows of an endpoint. */
const logged = ({ url, types, description, disabledAt }: EndpointRow): Record<string, unknown> => ({
  url: publicUrl(url),
  types,
  description,
  enabled: disabledAt === null,
});
