import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { execute, maybeOne } from '../database/sql.js';
import { InvoiceSettlement, priceChanged } from '../subscriptions/index.js';
import * as sql from './collecting.sql.js';
import { CustomersService } from './customers.service.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { ProviderService } from './provider.service.js';
import { PaymentDeclined, ProviderNotFound, ProviderUnavailable } from './provider-errors.js';
import type { ProviderInvoice } from './provider-values.js';

/** How long before the due date a card is charged, where there are days to pay. */
const BEFORE_DUE_MS = 60 * 60_000;

/** Issues one invoice at the provider and charges it. */
@Injectable()
export class InvoiceChargeService {
  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly following: InvoiceFollowService,
    private readonly settlement: InvoiceSettlement,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Issues an invoice that is claimed, unless it is issued already, and charges it.
   *
   * @throws PaymentDeclined, ProviderUnavailable, ProviderRefused; DomainError `price_changed` when it costs more with its tax than
   *   was agreed. Where it was declined or is dearer, that is noted already.
   */
  async charge(claimed: sql.ClaimedRow, signal: AbortSignal, byPerson: boolean): Promise<void> {
    try {
      await this.issueAndPay(claimed, signal, byPerson);
    } catch (error) {
      const anew = error instanceof ProviderNotFound ? await this.toIssueAnew(claimed, signal) : null;
      if (anew === null) throw error;
      await this.issueAndPay(anew, signal, byPerson);
    }
  }

  /**
   * The claim as it goes on when its customer was deleted at the provider: that one is forgotten, and what was issued to it is void
   * there, so that it cannot be paid beside the invoice that a new customer gets. Null when something else is not there.
   */
  private async toIssueAnew(claimed: sql.ClaimedRow, signal: AbortSignal): Promise<sql.ClaimedRow | null> {
    const { businessId, id, leaseUntil } = claimed;
    // The first pass may have issued it.
    const known = await maybeOne(this.dataSource, sql.KNOWN_INVOICE, { businessId, id });
    const reference = known?.providerInvoice ?? null;
    const provider = this.provider.required;
    const issued = reference === null ? null : await provider.read(reference, signal);
    const customer = issued === null ? known?.customer : issued.customer;
    if (typeof customer !== 'string' || !(await this.customers.forgetGone(businessId, customer, signal)))
      return null;
    const again = { ...claimed, providerInvoice: reference, outages: claimed.outages + 1, again: true };
    // Somebody waived it at the provider: it stays void.
    if (issued?.status === 'void' && known?.payUrl !== null) return again;
    if (reference !== null) {
      if ((await execute(this.dataSource, sql.NOTE_CLOSING, { businessId, id, leaseUntil })) === 0)
        return null;
      const told = await provider.void({ invoiceId: id, reference, attempt: keyOf(claimed) }, signal);
      if (told.status === 'open') return null;
      if (told.status !== 'void') return again;
    }
    const cleared = await execute(this.dataSource, sql.CLEAR_ISSUED, { businessId, id, leaseUntil });
    return cleared === 0 ? null : { ...again, providerInvoice: null };
  }

  private async issueAndPay(claimed: sql.ClaimedRow, signal: AbortSignal, byPerson: boolean): Promise<void> {
    const told = await this.issuedOrRead(claimed, signal);
    if (told?.status === 'void') await this.refuseFormer(claimed, told);
    if (told !== null && told.status !== 'open') return this.following.follow(told);
    if (told !== null && claimed.providerInvoice === null && claimed.netDays > 0 && !byPerson) return;
    await this.refuseDearer(claimed, told?.total ?? claimed.total);
    const { businessId, id } = claimed;
    const attempt = keyOf(claimed);
    const reference = told?.reference ?? claimed.providerInvoice ?? '';
    try {
      await this.following.follow(
        await this.provider.required.pay({ invoiceId: id, reference, attempt }, signal),
      );
    } catch (error) {
      if (error instanceof PaymentDeclined) {
        await this.settlement.declined(
          { businessId, id },
          { at: this.clock.now(), ...error.decline, byPerson },
        );
      }
      throw error;
    }
  }

  /** An earlier server made it void because its customer was deleted, and did not live to issue it anew. */
  private async refuseFormer({ businessId, id }: sql.ClaimedRow, told: ProviderInvoice): Promise<void> {
    const known = await maybeOne(this.dataSource, sql.KNOWN_INVOICE, { businessId, id });
    if (known?.payUrl === null && known.customer !== told.customer)
      throw new ProviderNotFound('The invoice is of a customer that the business has no more.');
  }

  /** Only the provider knows the tax. What costs more with it than was agreed is void. */
  private async refuseDearer(
    { businessId, id, agreed, currency }: sql.ClaimedRow,
    total: number,
  ): Promise<void> {
    if (agreed === null || total <= agreed) return;
    await this.settlement.voided({ businessId, id });
    throw priceChanged(total, currency, true);
  }

  /** Issues the invoice, or reads it where it is not known how an earlier try ended. Null: it was issued, and nothing is new. */
  private async issuedOrRead(claimed: sql.ClaimedRow, signal: AbortSignal): Promise<ProviderInvoice | null> {
    const { businessId, id, providerInvoice, again, outages, netDays, leaseUntil } = claimed;
    if (providerInvoice !== null) {
      return again || outages > 0 ? this.provider.required.read(providerInvoice, signal) : null;
    }
    const customer = await this.customers.ensure(businessId, signal);
    const issued = await this.provider.required.issue(
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
    const { reference, number, tax, total, payUrl, pdfUrl } = issued;
    const ours = { businessId, id, leaseUntil };
    const columns = { reference, number, tax, total, payUrl, pdfUrl, netDays, now: this.clock.now() };
    const noted = await maybeOne(this.dataSource, sql.NOTE_ISSUED, { ...ours, ...columns });
    if (noted === undefined) throw new ProviderUnavailable('The lease ended before the invoice was issued.');
    if (noted.dueAt !== null) {
      const at = new Date(noted.dueAt.getTime() - BEFORE_DUE_MS);
      await execute(this.dataSource, sql.RELEASE, { ...ours, at, outages: 0, refusedBecause: null });
    }
    return issued;
  }
}

/**
 * The number of a call in its idempotency key. It stays when a server died: the call is then repeated, not done again. After a
 * decline or an outage it is another one, because Stripe repeats both for a day.
 */
const keyOf = ({ attempt, outages }: sql.ClaimedRow): number => attempt * 1_000 + outages;
