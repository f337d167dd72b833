import type { EntityManager } from 'typeorm';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { CONFIG, type Config } from '../config/config.js';
import type { Executor } from '../database/sql.js';
import { RateLimitsService } from '../rate-limits/index.js';
import { JOB_PRIORITY, JobsService } from '../jobs/index.js';
import { MailTransport, type QueuedEmail } from './mail-transport.js';
import type { MailedPage } from './mailed-pages.js';
import { type Message, MailTemplates } from './templates/mail-templates.js';
import { MAIL_TEXTS } from './templates/mail-texts.js';

const SEND = 'mail';

/** Queues mails. A mail is sent only after the transaction of its change has committed. */
@Injectable()
export class MailService implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly jobs: JobsService,
    private readonly transport: MailTransport,
    private readonly templates: MailTemplates,
    private readonly limits: RateLimitsService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    if (this.config.outbound) this.jobs.handle<QueuedEmail>(SEND, (message) => this.transport.send(message));
  }

  /** Queues a mail in the caller's transaction. The finished text is queued, so that a server of any release can send it. */
  async queue(on: Executor, message: Message): Promise<void> {
    const { to, businessId } = message;
    const at = this.clock.now().toISOString();
    const email: QueuedEmail = { ...this.templates.write(message), id: newId(), at };
    const about = businessId === undefined ? [to] : [to, businessId];
    const priority = MAIL_TEXTS[message.mail].isAwaited ? JOB_PRIORITY.awaited : JOB_PRIORITY.bulk;
    await this.jobs.add(on, SEND, email, { about, priority });
  }

  /**
   * Queues a mail that another person may have caused. All businesses together can send five a day to one address. Security notices
   * use `queue`, which has no limit that other people could use up.
   *
   * @throws DomainError `rate_limited`
   */
  async queueLimited(manager: EntityManager, message: Message): Promise<void> {
    await this.limits.takeWithin(manager, 'mail', message.to);
    await this.queue(manager, message);
  }

  /** Like `queueLimited`, but without an error: returns 0 if the mail was queued, else after how many milliseconds to try again. */
  async queueIfWithin(manager: EntityManager, message: Message): Promise<number> {
    const waitMs = await this.limits.countWithin(manager, 'mail', message.to);
    if (waitMs === 0) await this.queue(manager, message);
    return waitMs;
  }

  /** Makes a link for a mail. */
  link(page: MailedPage, token: string): string {
    return `${this.config.publicUrl}/${page}/${token}`;
  }
}
