import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { execute, maybeOne, one } from '../database/sql.js';
import {
  FIND_INVOICE,
  InvoiceIssuingService,
  type InvoiceRef,
  InvoiceSettlementService,
  MoneyBackService,
} from '../subscriptions/index.js';
import { ADOPT, KNOWN_INVOICE } from './invoice-follow.sql.js';
import { InvoiceLinksService } from './invoice-links.service.js';
import { ProviderService } from './provider.service.js';
import type { ProviderInvoice } from './provider-values.js';

/** Updates an invoice to the state that the provider reports. A report that is repeated, late or out of order changes nothing. */
@Injectable()
export class InvoiceFollowService {
  private readonly logger = new Logger(InvoiceFollowService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly settlement: InvoiceSettlementService,
    private readonly moneyBack: MoneyBackService,
    private readonly issuing: InvoiceIssuingService,
    private readonly links: InvoiceLinksService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Reads an invoice at the provider and updates ours. An invoice of somebody else is ignored. @throws ProviderUnavailable */
  async read(reference: string, signal: AbortSignal): Promise<void> {
    await this.follow(await this.provider.required.read(reference, signal));
  }

  async follow(reported: ProviderInvoice): Promise<void> {
    const { businessId, invoiceId: id } = reported;
    if (businessId === null || id === null) return;
    const known = await maybeOne(this.dataSource, KNOWN_INVOICE, { businessId, id });
    if (known === undefined) {
      if (reported.status === 'paid' && reported.refunded < reported.total)
        this.logger.error(
          `${reported.reference} was paid for the invoice ${id} of business ${businessId}, which is unknown here. Compare: check payments.`,
        );
      return;
    }
    // We are issuing it, or a server died before it noted the issue. The collector goes on with it, so that it is issued as a
    // whole.
    if (known.providerInvoice === null && (reported.status === 'draft' || reported.status === 'open')) return;
    // If we made it void because its customer was deleted, we issue it again. If somebody else made it void there, it is waived.
    if (reported.status === 'void' && reported.customer !== known.customer && known.payUrl === null) return;
    const ours = known.providerInvoice ?? (await this.adopt({ businessId, id }, reported));
    // This is a second invoice of the provider for the same invoice of ours, or ours was paid elsewhere. It must not be paid too.
    if (ours !== reported.reference) return this.logSecondPayment(id, reported);
    await this.settle({ businessId, id }, known.status, reported);
  }

  private logSecondPayment(id: string, { status, reference, refunded, total }: ProviderInvoice): void {
    if (status === 'paid' && refunded < total)
      this.logger.error(`The invoice ${id} was paid twice: also by ${reference}. Send that payment back.`);
  }

  /** Writes the provider's invoice to ours. Returns which one ours has then; null if ours was paid elsewhere. */
  private async adopt(ref: InvoiceRef, reported: ProviderInvoice): Promise<string | null> {
    const { reference, number, pdfUrl, tax, total, subtotal, currency } = reported;
    const now = this.clock.now();
    const adopted = await this.dataSource.transaction(async (manager) => {
      const columns = { reference, number, pdfUrl, tax, total, subtotal, currency, now };
      if ((await execute(manager, ADOPT, { ...ref, ...columns })) === 0) return false;
      const invoice = await one(manager, FIND_INVOICE, ref);
      if (invoice.status !== 'void') await this.issuing.announce(manager, [invoice], now, false);
      return true;
    });
    if (adopted) return reference;
    return (await maybeOne(this.dataSource, KNOWN_INVOICE, ref))?.providerInvoice ?? null;
  }

  private async settle(ref: InvoiceRef, status: string, reported: ProviderInvoice): Promise<void> {
    switch (reported.status) {
      case 'paid':
        return this.settlePaid(ref, reported);
      case 'processing':
        return void (await this.settlement.processing(ref));
      case 'void':
        if (status === 'open' || status === 'processing') await this.settlement.voidedThere(ref);
        return;
      case 'open':
        // The bank refused after some days. Other declines are answered to the server that asked for the payment. Another server
        // may note this one at the same time.
        if (status === 'processing' && reported.decline !== null) {
          await this.links.note(ref, reported.reference, reported);
          await this.settlement.declined(
            ref,
            { at: this.clock.now(), ...reported.decline },
            ({ invoice }) => invoice.status === 'processing',
          );
        }
        return;
      case 'draft':
    }
  }

  private async settlePaid(ref: InvoiceRef, reported: ProviderInvoice): Promise<void> {
    const { reference, payable: amount, currency } = reported;
    const now = this.clock.now();
    const paid = await this.settlement.paid(ref, { at: reported.paidAt ?? now, reference, amount, currency });
    // Ours was paid elsewhere before. What is sent back or disputed there is about the second payment, and changes nothing here.
    if (paid.reference !== reference) return this.logSecondPayment(ref.id, reported);
    let { refunded } = paid;
    for (const note of reported.creditNotes) {
      // This money was noted before, without a credit note, because the credit note did not exist yet. A credit note of 0 sent
      // nothing back.
      if (note.amount === 0 || note.amount > reported.refunded - refunded) continue;
      const refund = {
        amount: note.amount,
        reason: 'refunded',
        reference: note.reference,
        number: note.number,
      };
      ({ refunded } = await this.moneyBack.refunded(ref, refund));
    }
    // Money was sent back at the provider without a credit note. The sum so far is part of the reference, so it is noted once.
    const more = Math.min(reported.refunded, paid.total) - refunded;
    if (more > 0) {
      const refund = {
        amount: more,
        reason: 'refunded at the provider',
        reference: `${reference}:${reported.refunded}`,
      };
      await this.moneyBack.refunded(ref, refund);
    }
    if (reported.refundFailed > 0)
      this.logger.error(
        `Of the refund of the invoice ${ref.id} (${reference}), ${reported.refundFailed} did not arrive: the bank refused it. Send it in another way.`,
      );
    if (reported.dispute === 'open') await this.moneyBack.disputed(ref, now);
    if (reported.dispute === 'won') await this.moneyBack.disputeWon(ref);
    if (reported.dispute === 'lost') await this.moneyBack.chargedBack(ref, now);
  }
}
