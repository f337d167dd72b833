import { Body, Controller, Get, Post } from '@nestjs/common';
import { AllowMembers, CurrentMember } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { InvoiceView } from '../subscriptions/index.js';
import { OpenCheckoutDto, OpenPortalDto } from './checkouts.dto.js';
import { PaymentsService } from './payments.service.js';
import { CheckoutView, PortalView } from './payments.view.js';
import { CheckoutsService } from './checkouts.service.js';

/** Pages of the provider, and paying now. */
@Controller('v1')
@Chapter('Billing')
export class CheckoutsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly checkouts: CheckoutsService,
  ) {}

  @Post('billing/checkout')
  @AllowMembers('owner')
  @Operation({
    id: 'openCheckout',
    summary: 'Open a page where a plan is paid, or a card is saved',
    description:
      'Send the person to `url`. With `planCode` the page takes what is due now, and the plan begins when it is paid. The card ' +
      'is charged for what is owed from then on, and at once for what was declined. A page that is still open is closed first.',
    answers: CheckoutView,
    status: 201,
    body: {},
    refuses: [
      'not_found',
      'unknown_plan',
      'plan_archived',
      'change_at_cycle_end',
      'price_changed',
      'amount_too_small',
      'no_payment_provider',
      'wrong_state',
      'payment_unavailable',
      'renewal_failed',
    ],
  })
  open(@CurrentMember() member: MemberPrincipal, @Body() body: OpenCheckoutDto): Promise<CheckoutView> {
    return this.checkouts.open(member, body);
  }

  @Get('billing/checkouts/:id')
  @AllowMembers('owner')
  @Operation({
    id: 'getCheckout',
    summary: 'Show a checkout as it is now',
    answers: CheckoutView,
    refuses: ['not_found', 'no_payment_provider', 'payment_unavailable'],
  })
  showCheckout(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<CheckoutView> {
    return this.checkouts.show(member, id);
  }

  @Post('billing/portal')
  @AllowMembers('owner')
  @Operation({
    id: 'openBillingPortal',
    summary: 'Open the page where invoices are seen and the card is changed',
    answers: PortalView,
    body: {},
    refuses: ['no_payment_provider', 'payment_unavailable'],
  })
  openPortal(@CurrentMember() member: MemberPrincipal, @Body() body: OpenPortalDto): Promise<PortalView> {
    return this.payments.openPortal(member, body);
  }

  @Post('invoices/:id/pay')
  @AllowMembers('owner')
  @Operation({
    id: 'payInvoice',
    summary: 'Charge the saved card for an open invoice now',
    description: 'Attempts by people do not use up those that happen by themselves.',
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
    ],
  })
  pay(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<InvoiceView> {
    return this.payments.pay(member, id);
  }
}
