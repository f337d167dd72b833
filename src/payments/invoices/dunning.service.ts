import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DAY_MS } from '../../common/clock.js';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { CONFIG, type Config } from '../../config/config.js';
import { query } from '../../database/sql.js';
import { CardNoticesService } from '../billing/card-notices.service.js';
import { InvoiceLinksService } from '../invoice-links.service.js';
import {
  BillingMailsService,
  EXPIRED_CHANGES,
  InvoiceIssuingService,
  InvoiceSettlementService,
  NoticesService,
  OVERDUE,
} from '../../subscriptions/index.js';

/** How many invoices of each kind one run handles. */
const AT_ONCE = 500;
/** How long one run may wait for links of invoices. After that the mails have the stored ones. */
const LINKS_LIMIT_MS = 30_000;
/** How long a change that expired waits until the provider has closed its page. */
const CLOSE_LIMIT_MS = DAY_MS;

/**
 * Issues invoices under `PAYMENTS=manual`, makes subscriptions past due whose invoices are overdue, and voids changes of plan that
 * were not paid in time.
 */
@Injectable()
export class DunningService {
  private readonly logger = new Logger(DunningService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly issuing: InvoiceIssuingService,
    private readonly settlement: InvoiceSettlementService,
    private readonly mails: BillingMailsService,
    private readonly notices: NoticesService,
    private readonly cards: CardNoticesService,
    private readonly links: InvoiceLinksService,
    private readonly guard: ClockGuardService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Does all that is due at `now`, and returns how many invoices it issued and marked. @throws DomainError `clock_wrong` */
  async run(now: Date): Promise<{ issued: number; overdue: number }> {
    if (this.config.payments === 'none') return { issued: 0, overdue: 0 };
    this.guard.refuseWhenWrong();
    const issued = this.config.payments === 'manual' ? await this.issuing.issueAll(now) : 0;
    const overdue = await this.markOverdue(now);
    await this.expireChanges(now);
    const ended = AbortSignal.timeout(LINKS_LIMIT_MS);
    await this.mails.tellOfEnds(this.dataSource, now, (invoice) => this.links.renewed(invoice, ended));
    await this.notices.tell(now);
    return { issued, overdue };
  }

  /** Sends notices of coming events: trials that convert, yearly renewals, cards that expire. @throws DomainError `clock_wrong` */
  async announce(now: Date): Promise<void> {
    if (this.config.payments === 'none') return;
    this.guard.refuseWhenWrong();
    await this.notices.announce(now);
    await this.cards.tell(now);
  }

  /** Marks each overdue invoice in a transaction of its own. If one fails, the others go on, and the next run tries it again. */
  private async markOverdue(now: Date): Promise<number> {
    let marked = 0;
    const asked = this.config.payments === 'stripe';
    for (const ref of await query(this.dataSource, OVERDUE, { now, asked, limit: AT_ONCE })) {
      try {
        await this.settlement.overdue(ref);
        marked += 1;
      } catch (error) {
        this.logger.error(`Invoice ${ref.id} is overdue, and that could not be noted: ${String(error)}`);
      }
    }
    return marked;
  }

  /**
   * Voids changes that were not paid in time. A change that can be paid on a page waits until `ProviderRunsService.runUpkeep` has
   * closed the page, because it may have been paid a moment before. If the provider does not close the page of `payUrl` within a
   * day, the change is voided all the same; money that still comes is sent back.
   */
  private async expireChanges(now: Date): Promise<void> {
    const asked = this.config.payments === 'stripe';
    const since = new Date(now.getTime() - CLOSE_LIMIT_MS);
    for (const ref of await query(this.dataSource, EXPIRED_CHANGES, { now, since, asked, limit: AT_ONCE })) {
      try {
        await this.settlement.expired(ref);
      } catch (error) {
        this.logger.error(`The change of the invoice ${ref.id} could not be voided: ${String(error)}`);
      }
    }
  }
}
