import { Controller, Get, Post } from '@nestjs/common';
import { AllowOperators } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { PaymentsService } from './payments.service.js';
import { PaymentsView } from './payments.view.js';

/** Shows operators how collecting goes, and collects at once on their request. */
@Controller('v1/admin/payments')
@Chapter('Operator: payments')
@AllowOperators()
export class AdminPaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Get()
  @Operation({ id: 'getPayments', summary: 'Show the state of payment collection', answers: PaymentsView })
  show(): Promise<PaymentsView> {
    return this.payments.showPayments();
  }

  @Post('sync')
  @Operation({
    id: 'syncPayments',
    summary: 'Fetch the provider’s events and collect what is due, now',
    answers: PaymentsView,
    refuses: ['no_payment_provider', 'payment_unavailable', 'wrong_state'],
    states: { other_account: 'the key is of another account than this database', held: 'collecting is held' },
  })
  sync(): Promise<PaymentsView> {
    return this.payments.sync();
  }
}
