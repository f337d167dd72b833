import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { execute, maybeOne } from '../database/sql.js';
import { InvoiceSettlementService, priceChanged } from '../subscriptions/index.js';
import * as sql from './collecting.sql.js';
import { KNOWN_INVOICE } from './invoice-follow.sql.js';
import { CustomersService } from './customers.service.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { ProviderInvoicesService, keyOf } from './provider-invoices.service.js';
import { InvoiceLinksService } from './invoice-links.service.js';
import { ProviderService } from './provider.service.js';
import { PaymentDeclined, ProviderNotFound } from './provider-errors.js';
import type { ProviderInvoice } from './provider-values.js';

/** Charges one invoice at the provider, and has it issued there first. */
@Injectable()
export class InvoiceChargeService {
  private readonly logger = new Logger(InvoiceChargeService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly providerInvoices: ProviderInvoicesService,
    private readonly following: InvoiceFollowService,
    private readonly links: InvoiceLinksService,
    private readonly settlement: InvoiceSettlementService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Charges a claimed invoice, and issues it first if it is not issued yet. A decline is written before the error is thrown. Two
   * kinds of invoices are voided: one that costs more than was agreed, and one for a change that another decision has overtaken,
   * unless an earlier claim has charged it.
   *
   * @throws PaymentDeclined, ProviderUnavailable, ProviderRefused; DomainError `price_changed` when the invoice with its tax costs
   *   more than was agreed; `outcome_unknown` by a person, when it is paid and that could not be noted yet.
   */
  async charge(claimed: sql.ClaimedRow, signal: AbortSignal, chargedFor: sql.ChargedFor): Promise<void> {
    try {
      await this.issueAndPay(claimed, signal, chargedFor);
    } catch (error) {
      const again = error instanceof ProviderNotFound ? await this.toIssueAgain(claimed, signal) : null;
      if (again === null) throw error;
      await this.issueAndPay(again, signal, chargedFor);
    }
  }

  /**
   * Prepares a claim to be issued again after its customer was deleted at the provider. It forgets that customer, and voids what
   * was issued to it, so that nobody can pay that invoice beside the new one. Returns null if something else than the customer is
   * missing.
   */
  private async toIssueAgain(claimed: sql.ClaimedRow, signal: AbortSignal): Promise<sql.ClaimedRow | null> {
    const { businessId, id, leaseUntil } = claimed;
    // The first call of `issueAndPay` may have issued it.
    const known = await maybeOne(this.dataSource, KNOWN_INVOICE, { businessId, id });
    const reference = known?.providerInvoice ?? null;
    const provider = this.provider.required;
    const issued = reference === null ? null : await provider.read(reference, signal);
    const customer = issued === null ? known?.customer : issued.customer;
    if (typeof customer !== 'string' || !(await this.customers.forgetGone(businessId, customer, signal)))
      return null;
    const again = { ...claimed, providerInvoice: reference, outages: claimed.outages + 1, again: true };
    // Somebody else made it void at the provider. So it is waived, and stays void.
    if (issued?.status === 'void' && known?.payUrl !== null) return again;
    if (reference !== null) {
      if ((await execute(this.dataSource, sql.NOTE_CLOSING, { businessId, id, leaseUntil })) === 0)
        return null;
      const reported = await provider.void({ invoiceId: id, reference, attempt: keyOf(claimed) }, signal);
      if (reported.status === 'open') return null;
      if (reported.status !== 'void') return again;
    }
    const cleared = await execute(this.dataSource, sql.CLEAR_ISSUED, { businessId, id, leaseUntil });
    return cleared === 0 ? null : { ...again, providerInvoice: null };
  }

  private async issueAndPay(
    claimed: sql.ClaimedRow,
    signal: AbortSignal,
    chargedFor: sql.ChargedFor,
  ): Promise<void> {
    const { businessId, id, overtaken } = claimed;
    // The invoice is not issued, so nobody is charged. If an earlier call issued it and its answer was lost, `LeftoversService`
    // closes it there.
    if (overtaken && claimed.providerInvoice === null)
      return void (await this.settlement.voided({ businessId, id }));
    const { reported, waits } = await this.providerInvoices.issuedOrRead(claimed, signal, chargedFor);
    // A server of an earlier version noted a draft. It is issued now.
    if (reported?.status === 'draft' && claimed.providerInvoice !== null)
      return this.issueAndPay({ ...claimed, providerInvoice: null, again: true }, signal, chargedFor);
    if (reported?.status === 'void') await this.refuseFormer(claimed, reported);
    if (reported !== null && reported.status !== 'open') return this.follow(reported, chargedFor);
    if (waits) return;
    if (overtaken) return void (await this.settlement.voided({ businessId, id }));
    await this.refuseHigherPrice(claimed, reported?.total ?? claimed.total);
    const attempt = keyOf(claimed);
    const reference = reported?.reference ?? claimed.providerInvoice ?? '';
    try {
      const paid = await this.provider.required.pay({ invoiceId: id, reference, attempt }, signal);
      await this.follow(paid, chargedFor);
    } catch (error) {
      if (error instanceof PaymentDeclined) {
        // The mail and the event lead to the page where a person can pay.
        await this.links.renew({ businessId, id }, signal);
        await this.settlement.declined(
          { businessId, id },
          { at: this.clock.now(), ...error.decline, byPerson: chargedFor === 'person' },
        );
        await this.customers.tryNewCard({ businessId, id }, begunAt(claimed));
      }
      throw error;
    }
  }

  /**
   * Notes what the provider tells. If that fails after the money was taken, a person who waits must not be told that nothing was
   * done. The collector reads the invoice again.
   */
  private async follow(reported: ProviderInvoice, chargedFor: sql.ChargedFor): Promise<void> {
    try {
      await this.following.follow(reported);
    } catch (error) {
      if (chargedFor === 'collector' || (reported.status !== 'paid' && reported.status !== 'processing'))
        throw error;
      this.logger.error(
        `${reported.reference} is ${reported.status}, which could not be noted yet: ${String(error)}`,
      );
      throw new DomainError(
        'outcome_unknown',
        'The payment was made, but could not be noted yet. That is done soon. Look at the invoice before you try again.',
      );
    }
  }

  /** Refuses a void invoice whose customer was deleted: an earlier server made it void, and died before it issued it again. */
  private async refuseFormer({ businessId, id }: sql.ClaimedRow, reported: ProviderInvoice): Promise<void> {
    const known = await maybeOne(this.dataSource, KNOWN_INVOICE, { businessId, id });
    if (known?.payUrl === null && known.customer !== reported.customer)
      throw new ProviderNotFound('The invoice belongs to a former customer of the business.');
  }

  /** Voids an invoice that costs more than was agreed. Only the provider knows the tax, so this is known only after the issue. */
  private async refuseHigherPrice(
    { businessId, id, agreed, currency }: sql.ClaimedRow,
    total: number,
  ): Promise<void> {
    if (agreed === null || total <= agreed) return;
    await this.settlement.voided({ businessId, id });
    throw priceChanged(total, currency, true);
  }
}

/**
 * The time when this claim began. If an earlier claim did not finish, the time when that one began, because the provider may repeat
 * the answer that it gave then.
 */
const begunAt = ({ firstLeaseUntil }: sql.ClaimedRow): Date =>
  new Date(firstLeaseUntil.getTime() - sql.LEASE_MS);
