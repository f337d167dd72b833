import { Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { ENDED_STATE } from './change.errors.js';
import { LifecycleService } from './lifecycle.service.js';
import { UpcomingQuery } from '../cycles/upcoming.dto.js';
import { MemberSubscriptionView, SubscriptionView } from './subscription.view.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { UpcomingService } from '../cycles/upcoming.service.js';
import { UpcomingView } from '../cycles/upcoming.view.js';

/** Shows and changes the subscription of the caller's business. */
@Controller('v1/subscription')
@Chapter('Subscription')
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly lifecycle: LifecycleService,
    private readonly upcoming: UpcomingService,
  ) {}

  @Get()
  @AllowMembers()
  @Operation({
    id: 'getSubscription',
    summary: 'Show the subscription and its cycle',
    description: 'The owner also sees the price, the interval and the limits in force.',
    answers: MemberSubscriptionView,
    refuses: ['not_found'],
  })
  show(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<MemberSubscriptionView> {
    return this.subscriptions.show(member, now);
  }

  @Delete('pending-plan')
  @AllowMembers('owner')
  @Operation({
    id: 'deletePendingPlan',
    summary: 'Keep the present plan: take back the pending plan, if there is one',
    status: 204,
    refuses: ['not_found', 'wrong_state', 'renewal_failed'],
    states: ENDED_STATE,
  })
  dropPendingPlan(@CurrentMember() member: MemberPrincipal): Promise<void> {
    return this.lifecycle.dropPendingPlan({ by: member, businessId: member.businessId });
  }

  @Post('cancel')
  @AllowMembers('owner')
  @Operation({
    id: 'cancelSubscription',
    summary: 'End the subscription when its cycle ends',
    answers: SubscriptionView,
    refuses: ['not_found', 'wrong_state', 'renewal_failed'],
    states: ENDED_STATE,
  })
  cancel(@CurrentMember() member: MemberPrincipal): Promise<SubscriptionView> {
    return this.lifecycle.cancel({ by: member, businessId: member.businessId });
  }

  @Post('resume')
  @AllowMembers('owner')
  @Operation({
    id: 'resumeSubscription',
    summary: 'Take back a cancel before it takes effect',
    answers: SubscriptionView,
    refuses: ['not_found', 'wrong_state', 'renewal_failed'],
    states: ENDED_STATE,
  })
  resume(@CurrentMember() member: MemberPrincipal): Promise<SubscriptionView> {
    return this.lifecycle.resume({ by: member, businessId: member.businessId });
  }

  @Get('upcoming')
  @AllowMembers()
  @Operation({
    id: 'listUpcomingCycles',
    summary: 'Show what will happen at the end of this cycle and of the next cycles',
    answers: UpcomingView,
    list: true,
    query: { cycles: 12 },
    refuses: ['not_found'],
  })
  showUpcoming(
    @CurrentMember() member: MemberPrincipal,
    @Query() query: UpcomingQuery,
    @Now() now: Date,
  ): Promise<Page<UpcomingView>> {
    return this.upcoming.list(member.businessId, query, now);
  }
}
