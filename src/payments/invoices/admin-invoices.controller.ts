import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowOperators, AllowOperatorsWithCode, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { SENT_BACK_STATES } from '../../subscriptions/index.js';
import { KEY_PROBLEMS, Keyed, type KeyedRequest, TakesKey } from '../../usage/index.js';
import { AdminInvoicesQuery, MarkPaidDto, RefundInvoiceDto, VoidInvoiceDto } from './invoices.dto.js';
import { InvoicesService } from './invoices.service.js';
import { ListedInvoiceView, OperatorInvoiceView } from './invoices.view.js';

const NOT_PAID = 'only what was paid can be sent back';

/** Lists the invoices of all businesses for operators, and lets them change invoices by hand. */
@Controller('v1/admin')
@Chapter('Operator: invoices')
@AllowOperators()
export class AdminInvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  @Get('invoices')
  @Operation({
    id: 'listAllInvoices',
    summary: 'List the invoices of all businesses, including erased businesses',
    answers: ListedInvoiceView,
    list: true,
  })
  list(@Query() query: AdminInvoicesQuery): Promise<Page<ListedInvoiceView>> {
    return this.invoices.listAll(query);
  }

  @Get('businesses/:id/invoices/:invoiceId')
  @Operation({
    id: 'getBusinessInvoice',
    summary: 'Show an invoice of a business, with links that work',
    answers: OperatorInvoiceView,
    refuses: ['not_found'],
  })
  show(@IdParam() businessId: string, @IdParam('invoiceId') id: string): Promise<OperatorInvoiceView> {
    return this.invoices.showToOperator(businessId, id);
  }

  @Post('businesses/:id/invoices/:invoiceId/mark-paid')
  @Operation({
    id: 'markInvoicePaid',
    summary: 'Mark an invoice as paid in full',
    description:
      'Also works for an invoice that was paid with a wrong amount. A subscription that owes nothing more recovers.',
    answers: OperatorInvoiceView,
    body: { reference: 'Bank transfer of 3 June' },
    refuses: ['not_found', 'wrong_state', 'renewal_failed'],
    states: {
      void: 'nobody has to pay it any more',
      paid: 'it was paid for nothing: the money has to go back',
      ...SENT_BACK_STATES,
    },
  })
  markPaid(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() businessId: string,
    @IdParam('invoiceId') id: string,
    @Body() { reference }: MarkPaidDto,
  ): Promise<OperatorInvoiceView> {
    return this.invoices.markPaid(operator, { businessId, id }, reference);
  }

  @Post('businesses/:id/invoices/:invoiceId/void')
  @Operation({
    id: 'voidInvoice',
    summary: 'Waive an open invoice',
    answers: OperatorInvoiceView,
    body: { reason: 'Goodwill' },
    refuses: ['not_found', 'wrong_state'],
    states: { processing: 'a bank decides', paid: 'refund it instead', ...SENT_BACK_STATES },
  })
  waive(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() businessId: string,
    @IdParam('invoiceId') id: string,
    @Body() { reason }: VoidInvoiceDto,
  ): Promise<OperatorInvoiceView> {
    return this.invoices.waive(operator, { businessId, id }, reason);
  }

  @Post('businesses/:id/invoices/:invoiceId/refund')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'refundInvoice',
    summary: 'Send money back, with a credit note',
    description:
      'If a provider charged the invoice, the money goes back the same way. If it was paid by hand, send the money back yourself. ' +
      'Access stays. Without `amount`, all that is left is sent back. Send an `Idempotency-Key`, so that a retry sends nothing ' +
      'back twice.',
    answers: OperatorInvoiceView,
    body: { amount: 900, reason: 'Outage of 3 June' },
    refuses: ['not_found', 'wrong_state', 'payment_unavailable', ...KEY_PROBLEMS],
    states: {
      open: NOT_PAID,
      processing: NOT_PAID,
      void: NOT_PAID,
      paid: 'less than `amount` is left of it',
      ...SENT_BACK_STATES,
      refused: 'the payment provider refuses, or it took the money and is not used any more',
    },
  })
  @TakesKey()
  refund(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() businessId: string,
    @IdParam('invoiceId') id: string,
    @Body() body: RefundInvoiceDto,
    @Keyed() keyed: KeyedRequest | null,
  ): Promise<OperatorInvoiceView> {
    return this.invoices.refund(operator, { businessId, id }, body, keyed);
  }
}
