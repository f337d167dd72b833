import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { BusinessesService } from '../businesses/index.js';
import { Clock } from '../common/clock.js';
import { execute, query } from '../database/sql.js';
import { EventsService } from '../events/index.js';
import { type Email, MailService } from '../mail/index.js';
import { MembersService } from '../members/index.js';
import { OperatorsService } from '../users/index.js';
import * as sql from './endpoints.sql.js';
import { publicUrl } from './target-url.js';
import { disabledEmail, failingEmail } from './webhook-mails.js';
import type { DisabledReason } from './webhook.view.js';
import { type EndpointRow, webhookView } from './webhooks.service.js';

const HOUR_MS = 60 * 60 * 1000;
/** How long all attempts may fail before a mail says so, and before the endpoint is turned off. */
const WARN_AFTER_MS = 24 * HOUR_MS;
const DISABLE_AFTER_MS = 5 * 24 * HOUR_MS;

/** Watches failing endpoints, tells their owners, and turns off those that are not repaired. */
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

  /** Judges an endpoint after a failed attempt at `now`: `gone` when it answered 410. */
  async failed(
    id: string,
    gone: boolean,
    { failingSince, warnedAt }: { failingSince: Date | null; warnedAt: Date | null },
    now: Date,
  ): Promise<void> {
    if (gone) return this.disable(id, 'gone', null, now);
    const forMs = failingSince === null ? 0 : now.getTime() - failingSince.getTime();
    if (forMs >= DISABLE_AFTER_MS) return this.disable(id, 'failing', before(now, DISABLE_AFTER_MS), now);
    if (forMs >= WARN_AFTER_MS && warnedAt === null) await this.warn(id, now);
  }

  /** Notes that a test of the endpoint succeeded. */
  async succeeded(id: string): Promise<void> {
    await execute(this.dataSource, sql.NOTE_SUCCESS, [id]);
  }

  private async warn(id: string, now: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const values = [id, before(now, WARN_AFTER_MS), now];
      const [endpoint] = await query<EndpointRow>(manager, sql.WARN, values);
      if (endpoint !== undefined) await this.write(manager, endpoint, (to) => failingEmail(to, endpoint));
    });
  }

  /** Turns the endpoint off, once: with a mail, an event for the others of its owner, and a line in the log. */
  private async disable(id: string, reason: DisabledReason, since: Date | null, now: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [endpoint] = await query<EndpointRow>(manager, sql.DISABLE, [id, reason, now, since]);
      if (endpoint === undefined) return;
      await this.write(manager, endpoint, (to) => disabledEmail(to, endpoint));
      const after = { disabledReason: reason };
      const entry = { actor: SYSTEM, action: 'webhook.disabled', target: { kind: 'webhook', id }, after };
      const { businessId } = endpoint;
      if (businessId === null) return this.audit.recordForOperators(manager, entry, now);
      await this.audit.record(manager, businessId, entry, now);
      const at = await this.businesses.timeOf(manager, businessId);
      // Others than its owner's admins read events: other endpoints, and operators.
      const webhook = { ...webhookView(endpoint), url: publicUrl(endpoint.url) };
      const data = { webhook, previous: { enabled: true } };
      await this.events.record(manager, { businessId, type: 'webhook.disabled', at, data });
    });
  }

  private async write(
    manager: EntityManager,
    { businessId }: EndpointRow,
    email: (to: string) => Email,
  ): Promise<void> {
    const addresses =
      businessId === null
        ? await this.operators.emails(manager)
        : await this.members.adminEmails(manager, businessId);
    for (const to of addresses) await this.mail.queue(manager, email(to));
  }
}

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);
