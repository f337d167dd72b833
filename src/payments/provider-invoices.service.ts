import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { execute, one } from '../database/sql.js';
import { FIND_INVOICE, InvoiceIssuingService } from '../subscriptions/index.js';
import * as sql from './collecting.sql.js';
import { CustomersService } from './customers.service.js';
import { ProviderService } from './provider.service.js';
import { ProviderUnavailable } from './provider-errors.js';
import type { ProviderInvoice } from './provider-values.js';

/** The invoice at the provider, and whether it waits for its due date, so that this claim has ended. */
interface Issued {
  reported: ProviderInvoice | null;
  waits: boolean;
}

/** Issues one invoice at the provider. */
@Injectable()
export class ProviderInvoicesService {
  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly issuing: InvoiceIssuingService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Issues the invoice. If it is issued already and an earlier try may have charged it, reads it. Otherwise `reported` is null: it
   * is issued, and nothing has changed since.
   *
   * @throws ProviderUnavailable, ProviderRefused
   */
  async issuedOrRead(
    claimed: sql.ClaimedRow,
    signal: AbortSignal,
    chargedFor: sql.ChargedFor,
  ): Promise<Issued> {
    const { businessId, id, providerInvoice, again, outages } = claimed;
    if (providerInvoice !== null) {
      const read = again || outages > 0;
      const reported = read ? await this.provider.required.read(providerInvoice, signal) : null;
      return { reported, waits: false };
    }
    const customer = await this.customers.ensure(businessId, signal);
    const reported = await this.provider.required.issue(
      {
        invoiceId: id,
        businessId,
        customer,
        currency: claimed.currency,
        lines: claimed.lines,
        period: { startsAt: claimed.startsAt, endsAt: claimed.endsAt },
        attempt: keyOf(claimed),
        again: again || outages > 0 || claimed.attempt > 0,
      },
      signal,
    );
    return { reported, waits: await this.note(claimed, reported, chargedFor) };
  }

  /** Notes what was issued, with its event. Returns whether the invoice waits for its due date; then there is a mail, too. */
  private note(
    { businessId, id, leaseUntil, netDays }: sql.ClaimedRow,
    { reference, number, tax, total, payUrl, pdfUrl }: ProviderInvoice,
    chargedFor: sql.ChargedFor,
  ): Promise<boolean> {
    const now = this.clock.now();
    const byPerson = chargedFor === 'person';
    return this.dataSource.transaction(async (manager) => {
      const columns = { reference, number, tax, total, payUrl, pdfUrl, netDays, byPerson, now };
      const noted = await execute(manager, sql.NOTE_ISSUED, { businessId, id, leaseUntil, ...columns });
      if (noted === 0) throw new ProviderUnavailable('The lease ended before the invoice was issued.');
      const invoice = await one(manager, FIND_INVOICE, { businessId, id });
      const waits = invoice.inFlightUntil === null;
      await this.issuing.announce(manager, [invoice], now, waits);
      return waits;
    });
  }
}

/**
 * The number of a call in its idempotency key. If a server died, the number stays the same, so that the call is repeated and not
 * done twice. After a decline or an outage the number is another one, because Stripe repeats the old answer for a day.
 */
export const keyOf = ({ attempt, outages }: sql.ClaimedRow): number => attempt * 1_000 + outages;
