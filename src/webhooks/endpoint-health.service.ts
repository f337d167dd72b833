import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { BusinessesService } from '../businesses/index.js';
import { Clock, DAY_MS } from '../common/clock.js';
import { execute, maybeOne } from '../database/sql.js';
import { EventsService } from '../events/index.js';
import { MailService } from '../mail/index.js';
import { MembersService } from '../members/index.js';
import { OperatorsService } from '../users/index.js';
import type { DisabledReason, EndpointRow } from './endpoints.rows.js';
import * as sql from './endpoints.sql.js';
import { publicUrl } from './target-url.js';
import { webhookView } from './webhook.view.js';

/** How long all attempts may fail before a mail warns the owner. */
const WARN_AFTER_MS = DAY_MS;
/** How long all attempts may fail before the endpoint is turned off. */
const DISABLE_AFTER_MS = 5 * DAY_MS;

/** An endpoint as it was when something was sent to it. */
interface Endpoint {
  id: string;
  generation: number;
}
/** An endpoint after an attempt. */
interface Tried extends Endpoint {
  failingSince: Date | null;
  warnedAt: Date | null;
}

/** Warns the owners of failing endpoints by mail, and turns off endpoints that stay broken. */
@Injectable()
export class EndpointHealthService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventsService,
    private readonly members: MembersService,
    private readonly operators: OperatorsService,
    private readonly businesses: BusinessesService,
    private readonly mail: MailService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Warns about an endpoint, or turns it off, after a failed attempt at `now`. `gone` says that the receiver answered 410. Does
   * nothing if the endpoint got another URL, or was turned on, since the attempt began: it then has another `generation`.
   */
  async failed(tried: Tried, gone: boolean, now: Date): Promise<void> {
    if (gone) return this.disable(tried, 'gone', null, now);
    const { failingSince, warnedAt } = tried;
    const forMs = failingSince === null ? 0 : now.getTime() - failingSince.getTime();
    if (forMs >= DISABLE_AFTER_MS) return this.disable(tried, 'failing', before(now, DISABLE_AFTER_MS), now);
    if (forMs >= WARN_AFTER_MS && warnedAt === null) await this.warn(tried, now);
  }

  /** Notes that a test of the endpoint succeeded. */
  async succeeded({ id, generation }: Endpoint): Promise<void> {
    await execute(this.dataSource, sql.NOTE_SUCCESS, { id, generation });
  }

  private async warn({ id, generation }: Endpoint, now: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const values = { id, generation, since: before(now, WARN_AFTER_MS), now };
      const endpoint = await maybeOne(manager, sql.WARN, values);
      if (endpoint === undefined) return;
      const failing = { webhook: id, since: String(endpoint.failingSince?.toISOString()) };
      for (const to of await this.readersOf(manager, endpoint))
        await this.mail.queue(manager, { ...to, mail: 'webhook-failing', values: failing });
    });
  }

  /**
   * Turns the endpoint off, once. Queues the mails and writes to the audit log. For an endpoint of a business, it also records an
   * event.
   */
  private async disable(
    { id, generation }: Endpoint,
    reason: DisabledReason,
    since: Date | null,
    now: Date,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const endpoint = await maybeOne(manager, sql.DISABLE, { id, generation, reason, since, now });
      if (endpoint === undefined) return;
      const mail = reason === 'gone' ? 'webhook-gone' : 'webhook-turned-off';
      for (const to of await this.readersOf(manager, endpoint))
        await this.mail.queue(manager, { ...to, mail, values: { webhook: id } });
      const after = { disabledReason: reason };
      const entry = { by: SYSTEM, action: 'webhook.disabled', target: { kind: 'webhook', id }, after };
      const { businessId } = endpoint;
      if (businessId === null) return this.audit.recordForOperators(manager, entry);
      await this.audit.record(manager, businessId, entry);
      const at = await this.businesses.timeOf(manager, businessId);
      // Other readers than the admins of the business see events, so the URL is shown without its query.
      const webhook = { ...webhookView(endpoint), url: publicUrl(endpoint.url) };
      const data = { webhook, previous: { enabled: true } };
      await this.events.record(manager, { businessId, type: 'webhook.disabled', at, data });
    });
  }

  /**
   * The people who get a mail about an endpoint. The mail names it by its id only, because they need not trust the author of
   * its URL.
   */
  private async readersOf(
    manager: EntityManager,
    { businessId }: EndpointRow,
  ): Promise<{ to: string; businessId?: string }[]> {
    if (businessId === null) return (await this.operators.emails(manager)).map((to) => ({ to }));
    return (await this.members.adminEmails(manager, businessId)).map((to) => ({ to, businessId }));
  }
}

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);
