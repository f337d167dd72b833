import { Controller, Get, Post, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { InvoiceView, SENT_BACK_STATES } from '../../subscriptions/index.js';
import { InvoicePaymentsService } from './invoice-payments.service.js';
import { InvoicesService } from './invoices.service.js';
import { InvoiceWithNotesView } from './invoices.view.js';

/** Shows the invoices of the caller's business, and charges open ones. */
@Controller('v1/invoices')
@Chapter('Billing')
@AllowMembers()
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly payments: InvoicePaymentsService,
  ) {}

  @Get()
  @Operation({ id: 'listInvoices', summary: 'List the invoices', answers: InvoiceView, list: true })
  list(
    @CurrentMember() member: MemberPrincipal,
    @Query() query: PageQuery,
    @Now() now: Date,
  ): Promise<Page<InvoiceView>> {
    return this.invoices.list(member.businessId, query, now);
  }

  @Get(':id')
  @Operation({
    id: 'getInvoice',
    summary: 'Show an invoice, with what was sent back of it',
    answers: InvoiceWithNotesView,
    refuses: ['not_found'],
  })
  show(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<InvoiceWithNotesView> {
    return this.invoices.show(member.businessId, id);
  }

  @Post(':id/pay')
  @AllowMembers('owner')
  @Operation({
    id: 'payInvoice',
    summary: 'Charge the saved payment method for an open invoice now',
    description: 'This attempt does not count as one of the automatic attempts.',
    answers: InvoiceView,
    refuses: [
      'not_found',
      'payment_required',
      'payment_failed',
      'price_changed',
      'no_payment_method',
      'no_payment_provider',
      'wrong_state',
      'amount_too_small',
      'payment_unavailable',
      'renewal_failed',
    ],
    states: {
      test: 'on a test clock no card is charged',
      processing: 'it is being paid',
      paid: 'it is paid',
      void: 'nobody has to pay it any more',
      ...SENT_BACK_STATES,
    },
  })
  pay(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<InvoiceView> {
    return this.payments.pay(member, id);
  }
}
