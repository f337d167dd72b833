import { Controller, Get, Post } from '@nestjs/common';
import { AllowOperators } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { PaymentsService } from './payments.service.js';
import { PaymentsView } from './payments.view.js';

/** Collecting, for operators. */
@Controller('v1/admin/payments')
@Chapter('Operator: payments')
@AllowOperators()
export class AdminPaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Get()
  @Operation({ id: 'getPayments', summary: 'Show how collecting goes', answers: PaymentsView })
  show(): Promise<PaymentsView> {
    return this.payments.showPayments();
  }

  @Post('sync')
  @Operation({
    id: 'syncPayments',
    summary: 'Ask the provider what happened, and collect what is due, now',
    answers: PaymentsView,
    refuses: ['no_payment_provider', 'payment_unavailable'],
  })
  sync(): Promise<PaymentsView> {
    return this.payments.sync();
  }
}
