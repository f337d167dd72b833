import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, DAY_MS } from '../common/clock.js';
import { execute, maybeOne } from '../database/sql.js';
import { FIND_INVOICE, type InvoiceRef, type InvoiceRow } from '../subscriptions/index.js';
import { NOTE_LINKS } from './invoice-links.sql.js';
import { ProviderService } from './provider.service.js';
import { ProviderNotFound } from './provider-errors.js';
import type { InvoiceLinks } from './provider-values.js';
import { withTimeLimit } from '../common/time-limit.js';

/**
 * Links that were read longer ago are read again before they are handed out. At Stripe they end 30 days after the issue, and not
 * earlier than 10 days after they were read.
 */
const FRESH_MS = 7 * DAY_MS;
/** How long a person, a mail or a charge waits for new links. */
const LIMIT_MS = 3_000;
/** How many invoices one server reads at the same time for people. Collecting uses the same key, which has a limit at Stripe. */
const AT_ONCE = 5;

/** Replaces the links of old invoices, which end at the provider, before somebody gets them. */
@Injectable()
export class InvoiceLinksService {
  private readonly logger = new Logger(InvoiceLinksService.name);
  private reading = 0;

  constructor(
    private readonly provider: ProviderService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the invoice with links that work for some days more. They are read at the provider if the stored ones are older than a
   * week, and stored. If the provider does not answer within three seconds, or refuses, the stored ones are returned.
   */
  async renewed(invoice: InvoiceRow, stopped = new AbortController().signal): Promise<InvoiceRow> {
    const { businessId, id, providerInvoice: reference, linksReadAt } = invoice;
    const provider = this.provider.bound;
    if (provider === null || reference === null) return invoice;
    const age = this.clock.now().getTime() - (linksReadAt?.getTime() ?? 0);
    if (linksReadAt !== null && age < FRESH_MS) return invoice;
    try {
      const links = await withTimeLimit(LIMIT_MS, stopped, (signal) => provider.links(reference, signal));
      await this.note({ businessId, id }, reference, links);
    } catch (error) {
      this.logger.warn(`The links of ${reference} could not be read, and stay as they are: ${String(error)}`);
      // An invoice that the provider does not know is not asked for again this week.
      if (error instanceof ProviderNotFound)
        await this.note({ businessId, id }, reference, { payUrl: null, pdfUrl: null });
      return invoice;
    }
    return (await maybeOne(this.dataSource, FIND_INVOICE, { businessId, id })) ?? invoice;
  }

  /** Returns what `renewed` does, for a person who reads it. While this server reads several, it returns the stored links. */
  async shown(invoice: InvoiceRow): Promise<InvoiceRow> {
    if (this.reading >= AT_ONCE) return invoice;
    this.reading += 1;
    try {
      return await this.renewed(invoice);
    } finally {
      this.reading -= 1;
    }
  }

  /** Renews the links of an invoice before an event and a mail about it are written. */
  async renew(ref: InvoiceRef, stopped: AbortSignal): Promise<void> {
    const invoice = await maybeOne(this.dataSource, FIND_INVOICE, ref);
    if (invoice !== undefined) await this.renewed(invoice, stopped);
  }

  /** Stores links that the provider reported a moment ago. */
  async note({ businessId, id }: InvoiceRef, reference: string, links: InvoiceLinks): Promise<void> {
    const { payUrl, pdfUrl } = links;
    const now = this.clock.now();
    await execute(this.dataSource, NOTE_LINKS, { businessId, id, reference, payUrl, pdfUrl, now });
  }
}
