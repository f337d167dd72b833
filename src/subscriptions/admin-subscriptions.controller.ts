import { Body, Controller, Get, Put } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../common/access.js';
import { Operation } from '../common/operation.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { IdParam } from '../common/validation.js';
import { PutSubscriptionDto } from './subscription.dto.js';
import { SubscriptionView } from './subscription.view.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** Any business's subscription, for operators. */
@Controller('v1/admin/businesses/:id/subscription')
@AllowOperators()
export class AdminSubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  @Get()
  @Operation({
    summary: 'Show the subscription of a business',
    answers: SubscriptionView,
    refuses: ['not_found'],
  })
  show(@IdParam() id: string): Promise<SubscriptionView> {
    return this.subscriptions.showForOperator(id);
  }

  @Put()
  @Operation({
    summary: 'Put a business on any plan at once',
    answers: SubscriptionView,
    body: { planCode: 'limitless' },
    refuses: [
      'not_found',
      'unknown_plan',
      'plan_archived',
      'business_closed',
      'wrong_state',
      'renewal_failed',
    ],
  })
  put(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: PutSubscriptionDto,
  ): Promise<SubscriptionView> {
    return this.subscriptions.put(operator, id, body);
  }
}
