import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { DomainError, WrongState } from '../../common/domain-error.js';
import type { MemberPrincipal } from '../../common/principal.js';
import {
  findInvoice,
  type InvoiceRow,
  type InvoiceView,
  invoiceView,
  SubscriptionsService,
} from '../../subscriptions/index.js';
import { CheckoutsService } from '../checkouts/checkouts.service.js';
import { CollectorService } from '../collector.service.js';
import { CustomersService } from '../customers.service.js';
import { callForPerson } from '../interactive-calls.js';
import { InvoiceLinksService } from '../invoice-links.service.js';
import { paymentFailed } from '../payment.errors.js';
import { ProviderService } from '../provider.service.js';
import { PaymentDeclined, ProviderRefused } from '../provider-errors.js';

/** Charges the saved payment method for invoices while a person waits. */
@Injectable()
export class InvoicePaymentsService {
  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly checkouts: CheckoutsService,
    private readonly collector: CollectorService,
    private readonly subscriptions: SubscriptionsService,
    private readonly links: InvoiceLinksService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Charges the saved payment method for an open invoice now.
   *
   * @throws NotFound; DomainError `payment_failed`, `no_payment_method`, `no_payment_provider`, `payment_unavailable`;
   *   `payment_required` when tax needs an address first; `price_changed` for a change that costs more with tax than was agreed;
   *   `wrong_state` when it is not open, has expired, is being paid, or turns out to be void; `clock_wrong`;
   *   `renewal_failed` for a change; `outcome_unknown`.
   */
  async pay({ businessId }: MemberPrincipal, id: string): Promise<InvoiceView> {
    const { status, test } = await this.invoice(businessId, id);
    this.provider.require();
    if (test)
      throw new WrongState(
        'test',
        'The business is on a test clock: the "payments" of the clock decide, and no card is charged.',
      );
    if (status !== 'open') throw new WrongState(status, 'Only an open invoice can be paid.');
    const account = await this.customers.find(businessId);
    if ((account?.paymentMethod ?? null) === null)
      throw new DomainError(
        'no_payment_method',
        'There is no saved payment method. Save one by a checkout first.',
      );
    const charged = await this.charge(businessId, id);
    // Another change took its place, or somebody made it void at the provider.
    if (charged.status === 'void')
      throw new WrongState(charged.status, 'The invoice is void by now. Nothing was paid for it.');
    return invoiceView(await this.links.renewed(charged));
  }

  /**
   * Charges the saved payment method for an invoice, and returns the invoice as it is after that. If a page is open on which it
   * could be paid, the page is closed first.
   *
   * @throws DomainError `payment_failed`, `payment_unavailable`, `amount_too_small`; `payment_required` when tax needs an address
   *   first; `price_changed` when it costs more with tax than was agreed; `wrong_state` when it has expired or is being paid;
   *   `clock_wrong`; `renewal_failed` for a change; `outcome_unknown` when it is paid and that could not be noted yet.
   */
  async charge(businessId: string, id: string): Promise<InvoiceRow> {
    await this.closePage(businessId);
    const found = await this.invoice(businessId, id);
    if (found.status === 'open') await this.collect(found);
    return this.invoice(businessId, id);
  }

  /**
   * Closes the page that is open to pay for a plan. If it was paid before, the payment counts. @throws DomainError
   * `payment_unavailable`
   */
  async closePage(businessId: string): Promise<void> {
    if (this.provider.bound === null) return;
    await callForPerson((signal) => this.checkouts.closePaying(businessId, signal));
  }

  private async collect({ businessId, id, planCode, change }: InvoiceRow): Promise<void> {
    // A change is applied when it is paid. If the subscription cannot be renewed, nothing is charged for it.
    if (change !== null) await this.subscriptions.rollForward(businessId, this.clock.now());
    try {
      const done = await callForPerson((signal) =>
        this.collector.collectNow({ businessId, id }, signal).catch((error: unknown) => {
          throw wantsAddress(error) ? addressRequired(planCode, id) : error;
        }),
      );
      if (!done) throw this.notCharged(await this.invoice(businessId, id));
    } catch (error) {
      if (!(error instanceof PaymentDeclined)) throw error;
      throw paymentFailed(
        await this.invoice(businessId, id),
        error.decline.code,
        'The payment was declined.',
      );
    }
  }

  /** Says why an invoice was not charged. A charge that began before the order expired goes on. */
  private notCharged({ status, expiresAt, inFlightUntil }: InvoiceRow): WrongState {
    const now = this.clock.now();
    const isExpired = expiresAt !== null && expiresAt <= now;
    const isFree = status === 'open' && (inFlightUntil === null || inFlightUntil <= now);
    if (isExpired && (isFree || status === 'void'))
      return new WrongState('void', 'The order has expired. Order the plan again.');
    return new WrongState('processing', 'The invoice is being paid.');
  }

  private invoice(businessId: string, id: string): Promise<InvoiceRow> {
    return findInvoice(this.dataSource, { businessId, id });
  }
}

const wantsAddress = (error: unknown): boolean =>
  error instanceof ProviderRefused && error.code === 'customer_tax_location_invalid';

const addressRequired = (planCode: string, invoiceId: string) =>
  new DomainError(
    'payment_required',
    'Tax needs an address first: a checkout asks for it, or name the country in the billing profile.',
    { planCode, invoiceId, addressRequired: true },
  );
