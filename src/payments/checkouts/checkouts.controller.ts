import { Body, Controller, Get, Post } from '@nestjs/common';
import { AllowMembers, CurrentMember } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { CHANGE_STATES, SEAT_STATES } from '../../subscriptions/index.js';
import { OpenCheckoutDto } from './checkouts.dto.js';
import { CheckoutView } from './checkouts.view.js';
import { CheckoutsService } from './checkouts.service.js';

/** Opens pages of the provider where a plan is paid or a card is saved. */
@Controller('v1/billing')
@Chapter('Billing')
export class CheckoutsController {
  constructor(private readonly checkouts: CheckoutsService) {}

  @Post('checkout')
  @AllowMembers('owner')
  @Operation({
    id: 'openCheckout',
    summary: 'Open a page where a plan is paid, or a card is saved',
    description:
      'Send the person to `url`. With `planCode` the page takes the amount that is due now, and the plan begins when it is ' +
      'paid. The card is then charged for all later invoices, and at once for invoices that were declined. A page that is still ' +
      'open is closed first. If that page was completed meanwhile, the answer is its checkout, and no page is opened: `url` is ' +
      'null. Then read `state` and `planCode`, and ask again if you want another plan.',
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
    states: {
      creating: 'another page of the business is being opened',
      nothing_due: 'nothing has to be paid, so no page is needed: change the plan directly',
      test: 'on a test clock the clock pays: change the plan',
      processing: 'another change is being paid',
      pastDue: CHANGE_STATES.pastDue,
      no_seats: SEAT_STATES.no_seats,
      seats_now: SEAT_STATES.seats_now,
    },
  })
  open(@CurrentMember() member: MemberPrincipal, @Body() body: OpenCheckoutDto): Promise<CheckoutView> {
    return this.checkouts.open(member, body);
  }

  @Get('checkouts/:id')
  @AllowMembers('owner')
  @Operation({
    id: 'getCheckout',
    summary: 'Show a checkout as it is now',
    answers: CheckoutView,
    refuses: ['not_found', 'no_payment_provider', 'payment_unavailable', 'renewal_failed'],
  })
  showCheckout(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<CheckoutView> {
    return this.checkouts.show(member, id);
  }
}
