import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { SubscriptionsQuery } from './subscription-list.dto.js';
import { SubscriptionListService } from './subscription-list.service.js';
import { ListedSubscriptionView } from './subscription-list.view.js';

/** Lists the live subscriptions of all businesses, for operators. */
@Controller('v1/admin/subscriptions')
@Chapter('Operator: businesses')
@AllowOperators()
export class SubscriptionListController {
  constructor(private readonly subscriptions: SubscriptionListService) {}

  @Get()
  @Operation({
    id: 'listSubscriptions',
    summary: 'List the live subscriptions, in the order in which they end or renew',
    description:
      'The filters find trials that end, and subscriptions that are past due or canceled. Businesses on test clocks are left out unless `testClockId` names their clock. A subscription that is late is shown as it was before its renewal.',
    answers: ListedSubscriptionView,
    list: true,
    query: { status: 'trialing' },
  })
  list(@Query() query: SubscriptionsQuery): Promise<Page<ListedSubscriptionView>> {
    return this.subscriptions.list(query);
  }
}
