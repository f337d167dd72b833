import { Controller, Get, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { InvoiceView } from '../../subscriptions/index.js';
import { InvoicesService } from './invoices.service.js';
import { InvoiceWithNotesView } from './invoices.view.js';

/** Shows the invoices of the caller's business. */
@Controller('v1/invoices')
@Chapter('Billing')
@AllowMembers()
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

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
}
