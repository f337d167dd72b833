import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { query } from '../../database/sql.js';
import {
  findInvoice,
  InvoiceIssuingService,
  type InvoiceRef,
  type InvoiceRow,
  InvoiceSettlementService,
  type InvoiceView,
  invoiceView,
  LIST_ALL_INVOICES,
  LIST_CREDIT_NOTES,
  LIST_INVOICES,
  SubscriptionsService,
} from '../../subscriptions/index.js';
import { IdempotencyService, type KeyedRequest } from '../../usage/index.js';
import { InvoiceLinksService } from '../invoice-links.service.js';
import { InvoiceRefundsService } from './invoice-refunds.service.js';
import {
  creditNoteView,
  type InvoiceWithNotesView,
  type ListedInvoiceView,
  type OperatorInvoiceView,
  operatorInvoiceView,
} from './invoices.view.js';

/** Selects invoices. A filter that is absent selects all. */
export interface InvoiceFilters extends PageQuery {
  number?: string;
  status?: string;
  problem?: string;
  businessId?: string;
}

/** Shows invoices to people, and lets operators change them by hand. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly settlement: InvoiceSettlementService,
    private readonly refunds: InvoiceRefundsService,
    private readonly links: InvoiceLinksService,
    private readonly idempotency: IdempotencyService,
    private readonly issuing: InvoiceIssuingService,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Lists the business's invoices as of `now`, newest first. */
  async list(businessId: string, page: PageQuery, now: Date): Promise<Page<InvoiceView>> {
    const before = beforeId(page);
    await this.subscriptions.rollForwardOrLog(businessId, now);
    const rows = await query(this.dataSource, LIST_INVOICES, {
      businessId,
      before,
      limit: pageLimit(page) + 1,
    });
    return toPage(rows, page, invoiceView);
  }

  /** Shows an invoice, with links that work. @throws NotFound */
  async show(businessId: string, id: string): Promise<InvoiceWithNotesView> {
    const row = await this.find(businessId, id);
    const notes = await query(this.dataSource, LIST_CREDIT_NOTES, { businessId, id });
    return { ...invoiceView(row), creditNotes: notes.map(creditNoteView) };
  }

  /** Shows an invoice to operators, with links that work. @throws NotFound */
  async showToOperator(businessId: string, id: string): Promise<OperatorInvoiceView> {
    return operatorInvoiceView(await this.find(businessId, id));
  }

  /** Lists the invoices of all businesses, including erased businesses, newest first. */
  async listAll(filters: InvoiceFilters): Promise<Page<ListedInvoiceView>> {
    const { number = null, status = null, problem = null, businessId = null } = filters;
    const page = { before: beforeId(filters), limit: pageLimit(filters) + 1 };
    const values = { number, status, problem, businessId, ...page };
    const rows = await query(this.dataSource, statementFor(filters), values);
    return toPage(rows, filters, (row) => ({ ...operatorInvoiceView(row), businessName: row.businessName }));
  }

  /**
   * Marks an invoice as paid in full. Under `manual` it first gets its number.
   *
   * @throws as `InvoiceSettlementService.markPaid`; `clock_wrong`
   */
  async markPaid(by: OperatorPrincipal, ref: InvoiceRef, reference: string): Promise<OperatorInvoiceView> {
    if (this.config.payments === 'manual') {
      this.guard.refuseWhenWrong();
      await this.issuing.issueOne(ref, this.clock.now());
    }
    return operatorInvoiceView(await this.settlement.markPaid(ref, reference, by));
  }

  /** Waives an open invoice. @throws as `InvoiceSettlementService.voided` */
  async waive(by: OperatorPrincipal, ref: InvoiceRef, reason: string): Promise<OperatorInvoiceView> {
    return operatorInvoiceView(await this.settlement.voided(ref, by, reason));
  }

  /**
   * Sends money back, with a credit note. Repeating a call with the same key sends money back once.
   *
   * @throws as `InvoiceRefundsService.refund`; DomainError `idempotency_key_reused`, `idempotency_in_progress`
   */
  async refund(
    by: OperatorPrincipal,
    ref: InvoiceRef,
    { amount, reason }: { amount?: number; reason: string },
    keyed: KeyedRequest | null,
  ): Promise<OperatorInvoiceView> {
    const send = async (name: string | null) =>
      operatorInvoiceView(await this.refunds.refund(by, ref, { amount, reason }, name));
    if (keyed === null) return send(null);
    return this.idempotency.resumed({ businessId: ref.businessId, account: by.userId }, keyed, send);
  }

  /** Finds an invoice, with links that work. */
  private async find(businessId: string, id: string): Promise<InvoiceRow> {
    return this.links.shown(await findInvoice(this.dataSource, { businessId, id }));
  }
}

function statementFor({ number, businessId, problem, status }: InvoiceFilters) {
  if (number !== undefined) return LIST_ALL_INVOICES.withNumber;
  if (businessId !== undefined) return LIST_ALL_INVOICES.ofBusiness;
  if (problem !== undefined) return LIST_ALL_INVOICES.withProblem;
  return status === undefined ? LIST_ALL_INVOICES.any : LIST_ALL_INVOICES.withStatus;
}
