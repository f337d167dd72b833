import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { SubscriptionsQuery } from './subscription-list.dto.js';
import { SubscriptionListService } from './subscription-list.service.js';
import { ListedSubscriptionView } from './subscription-list.view.js';

/** The live subscriptions of all businesses, for operators. */
@Controller('v1/admin/subscriptions')
@Chapter('Operator: businesses')
@AllowOperators()
export class SubscriptionListController {
  constructor(private readonly subscriptions: SubscriptionListService) {}

  @Get()
  @Operation({
    id: 'listSubscriptions',
    summary: 'List the live subscriptions, the one that ends or renews next first',
    description:
      'Trials that end, what is past due, what is canceled. Businesses on test clocks are left out unless `testClockId` names theirs. Subscriptions are shown as the renewal loop left them.',
    answers: ListedSubscriptionView,
    list: true,
    query: { status: 'trialing' },
  })
  list(@Query() query: SubscriptionsQuery): Promise<Page<ListedSubscriptionView>> {
    return this.subscriptions.list(query);
  }
}
