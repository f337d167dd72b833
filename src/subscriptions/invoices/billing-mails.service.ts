import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import { MailService, type Message } from '../../mail/index.js';
import { type BillingMail, billingMail, formatAmount } from './billing-mails.js';
import type { InvoiceRow } from './invoice.rows.js';
import { FIND_INVOICE } from './invoices.sql.js';
import { ACCESS_ENDING } from './overdue.sql.js';
import { FIND_BILLING_ADDRESS, NOTE_MAIL, FIND_NAME, FIND_OPERATORS } from './billing-mails.sql.js';

/** What identifies a mail: the business, the subject that the mail is about, and the kind. A mail is sent once for each notice. */
export interface Notice {
  businessId: string;
  about: string;
  kind: string;
}

/** How many subscriptions one run warns of the end of their access. */
const ENDING_AT_ONCE = 500;
/** Distinguishes the mail of the last day from that of the first. */
const LAST_DAY = '-ending';

/** Queues mails about money, each once, in the transaction of the change that they report. */
@Injectable()
export class BillingMailsService {
  constructor(
    private readonly mail: MailService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Queues a mail for each business whose access ends within a day, once for each invoice, and returns how many. `renew` stores
   * links that work. That takes time, so an invoice that was paid meanwhile gets no mail.
   */
  async tellOfEnds(
    dataSource: DataSource,
    now: Date,
    renew: (invoice: InvoiceRow) => Promise<unknown>,
  ): Promise<number> {
    const kind = `invoice-unpaid${LAST_DAY}`;
    const ending = await query(dataSource, ACCESS_ENDING, { now, kind, limit: ENDING_AT_ONCE });
    for (const { accessUntil, ...found } of ending) {
      await renew(found);
      await dataSource.transaction(async (manager) => {
        const invoice = await maybeOne(manager, FIND_INVOICE, found);
        if (invoice?.status !== 'open') return;
        await this.tell(manager, 'invoice-unpaid', invoice, { accessUntil, detail: LAST_DAY });
      });
    }
    return ending.length;
  }

  /**
   * Queues a mail about money, once for the same notice. The notice counts as sent even if `message` returns null because there
   * is nothing to say, or if nobody is left to get the mail. Returns whether the notice is new.
   */
  async once(
    manager: EntityManager,
    notice: Notice,
    message: (to: string) => Message | null,
  ): Promise<boolean> {
    if ((await execute(manager, NOTE_MAIL, { ...notice, now: this.clock.now() })) === 0) return false;
    await this.send(manager, notice.businessId, message);
    return true;
  }

  /** Queues a mail about money to the billing address, or else the owner. */
  async send(
    manager: EntityManager,
    businessId: string,
    message: (to: string) => Message | null,
  ): Promise<void> {
    const address = await maybeOne(manager, FIND_BILLING_ADDRESS, { businessId });
    const mail = address === undefined ? null : message(address.email);
    if (mail !== null) await this.mail.queue(manager, mail);
  }

  /**
   * Queues a mail to those who run the product that a payment is disputed: to SUPPORT_EMAIL, or else to every operator. Each call
   * queues one, because the invoice notes each dispute once.
   */
  async tellOfDispute(manager: EntityManager, invoice: InvoiceRow): Promise<void> {
    const { businessId, id, total, currency, test } = invoice;
    if (test) return;
    const { name } = await one(manager, FIND_NAME, { businessId });
    const { supportEmail } = this.config;
    const readers = supportEmail === null ? await query(manager, FIND_OPERATORS) : [{ email: supportEmail }];
    const values = { invoice: invoice.number ?? id, amount: formatAmount(total, currency), business: name };
    for (const { email: to } of readers)
      await this.mail.queue(manager, { to, businessId, mail: 'invoice-disputed', values });
  }

  /**
   * Queues a mail about an invoice, once for each `kind` and `detail`, and returns whether this is the first time. Businesses on
   * test clocks get no mail.
   */
  async tell(
    manager: EntityManager,
    kind: BillingMail,
    invoice: InvoiceRow,
    { accessUntil = null, detail = '' }: { accessUntil?: Date | null; detail?: string } = {},
  ): Promise<boolean> {
    if (invoice.test) return false;
    const { businessId, id } = invoice;
    const notice = { businessId, about: id, kind: `${kind}${detail}` };
    return this.once(manager, notice, (to) => billingMail(to, kind, invoice, accessUntil));
  }
}
