import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isDistributed, one, query } from '../../database/sql.js';
import { EventsService } from '../../events/index.js';
import { BillingMailsService } from './billing-mails.service.js';
import { invoiceView } from './invoice.view.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import {
  ISSUE,
  ISSUE_TAKEN,
  LOCK_SERIES,
  NEXT_IN_SERIES,
  TAKE_UNISSUED,
  TAKE_UNISSUED_ONE,
} from './invoice-issuing.sql.js';

/** The most invoices that one transaction issues. */
const CHUNK = 500;

/** Gives invoices their numbers under `PAYMENTS=manual`, and announces all that got one. */
@Injectable()
export class InvoiceIssuingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventsService,
    private readonly mails: BillingMailsService,
  ) {}

  /**
   * Issues all invoices that have no number at `now`, and returns how many. One transaction locks the series, gives the numbers,
   * and moves the series on. So no number is left out and none is given twice, however many servers issue and whenever one dies.
   */
  async issueAll(now: Date): Promise<number> {
    for (let total = 0; ;) {
      const issued = await this.issueSome(now);
      total += issued;
      if (issued < CHUNK) return total;
    }
  }

  /**
   * Issues one invoice at once if it has no number yet, because it is paid before `issueAll` has come to it. Its payer gets no mail
   * that asks for the money.
   */
  async issueOne(ref: InvoiceRef, now: Date): Promise<void> {
    await this.issue(now, false, async (manager, last) =>
      this.numberTaken(manager, last, now, await query(manager, TAKE_UNISSUED_ONE, { ...ref, now })),
    );
  }

  /**
   * Records that these invoices got their numbers, in the transaction that wrote them. `mailed` says whether their payers get a
   * mail.
   */
  async announce(manager: EntityManager, issued: InvoiceRow[], now: Date, mailed: boolean): Promise<void> {
    if (mailed) for (const invoice of issued) await this.mails.tell(manager, 'invoice-issued', invoice);
    const events = issued.map((invoice) => ({
      businessId: invoice.businessId,
      type: 'invoice.issued' as const,
      data: { invoice: invoiceView(invoice) },
      at: now,
    }));
    await this.events.record(manager, events);
  }

  private issueSome(now: Date): Promise<number> {
    return this.issue(now, true, (manager, last) => this.number(manager, last, now));
  }

  /** Moves the series on by the invoices that `number` gives numbers after `last`, and announces them. Returns how many. */
  private issue(
    now: Date,
    mailed: boolean,
    number: (manager: EntityManager, last: number) => Promise<InvoiceRow[]>,
  ): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const { last } = await one(manager, LOCK_SERIES, { series: 'invoice' });
      const issued = await number(manager, last);
      if (issued.length === 0) return 0;
      await query(manager, NEXT_IN_SERIES, { series: 'invoice', count: issued.length });
      await this.announce(manager, issued, now, mailed);
      return issued.length;
    });
  }

  /** Gives invoices the next numbers after `last`, without a gap, and returns these invoices. */
  private async number(manager: EntityManager, last: number, now: Date): Promise<InvoiceRow[]> {
    if (!isDistributed(manager)) return query(manager, ISSUE, { last, limit: CHUNK, now });
    return this.numberTaken(manager, last, now, await query(manager, TAKE_UNISSUED, { limit: CHUNK, now }));
  }

  private async numberTaken(
    manager: EntityManager,
    last: number,
    now: Date,
    taken: InvoiceRef[],
  ): Promise<InvoiceRow[]> {
    if (taken.length === 0) return [];
    const businessIds = taken.map(({ businessId }) => businessId);
    const ids = taken.map(({ id }) => id);
    return query(manager, ISSUE_TAKEN, { last, businessIds, ids, now });
  }
}
