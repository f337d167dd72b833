import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, HOUR_MS } from '../common/clock.js';
import { query } from '../database/sql.js';
import { CheckoutFollowService } from './checkouts/checkout-follow.service.js';
import { CLAIM_PROCESSING } from './pending-payments.sql.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { withTimeLimit } from '../common/time-limit.js';

/** How long after one reading the next one follows. Banks take days. */
const AGAIN_MS = 6 * HOUR_MS;
/** How long one reading may take. */
const LIMIT_MS = 60_000;
const AT_ONCE = 8;

/**
 * Asks the provider for the results of payments that wait for a bank. Usually an event brings the result sooner. But an event that
 * comes before the invoice is `processing` changes nothing, and no second event follows.
 */
@Injectable()
export class PendingPaymentsService {
  private readonly logger = new Logger(PendingPaymentsService.name);

  constructor(
    private readonly invoices: InvoiceFollowService,
    private readonly checkouts: CheckoutFollowService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Reads some of these invoices. An invoice that cannot be read is read again later. */
  async run(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const next = new Date(now.getTime() + AGAIN_MS);
    const claimed = await query(this.dataSource, CLAIM_PROCESSING, { now, next, limit: AT_ONCE });
    await Promise.all(
      claimed.map(({ businessId, id, providerInvoice }) =>
        withTimeLimit(LIMIT_MS, signal, async (ended) => {
          if (providerInvoice !== null) await this.invoices.read(providerInvoice, ended);
          else await this.checkouts.followPayment(businessId, id, ended);
        }).catch((error: unknown) =>
          this.logger.warn(
            `The invoice ${id} could not be followed up, and is tried again later: ${String(error)}`,
          ),
        ),
      ),
    );
  }
}
