import { Controller, Get } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../common/access.js';
import { Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { SubscriptionView } from './subscription.view.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** The caller's own subscription. */
@Controller('v1/subscription')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  @Get()
  @AllowMembers()
  @Operation({
    summary: 'Show the subscription and its cycle',
    answers: SubscriptionView,
    refuses: ['not_found'],
  })
  show(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<SubscriptionView> {
    return this.subscriptions.show(member.businessId, now);
  }
}
