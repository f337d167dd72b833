import { Body, Controller, Delete, Get, Post, Put, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../../businesses/index.js';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { CHANGE_STATES, ENDED_STATE, SEAT_STATES } from './change.errors.js';
import { LifecycleService } from './lifecycle.service.js';
import { CancelDto, ExtendTrialDto, PutSubscriptionDto } from './subscription.dto.js';
import { UpcomingQuery } from '../cycles/upcoming.dto.js';
import { SubscriptionView } from './subscription.view.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { UpcomingService } from '../cycles/upcoming.service.js';
import { UpcomingView } from '../cycles/upcoming.view.js';

const NO_TRIAL = 'no trial is running';

/** Shows and changes the subscription of any business, for operators. */
@Controller('v1/admin/businesses/:id/subscription')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminSubscriptionsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly lifecycle: LifecycleService,
    private readonly upcoming: UpcomingService,
  ) {}

  @Get()
  @Operation({
    id: 'getBusinessSubscription',
    summary: 'Show the subscription of a business',
    answers: SubscriptionView,
    refuses: ['not_found'],
  })
  show(@NamedBusiness() { businessId, now }: BusinessInTime): Promise<SubscriptionView> {
    return this.subscriptions.showInFull(businessId, now);
  }

  @Put()
  @Operation({
    id: 'setBusinessSubscription',
    summary:
      'Put a business on any plan, at once or when its cycle ends, or set the money of its subscription',
    description:
      'If `planCode` is the plan of a running trial, the trial is converted. With `trial`, the change begins with a trial. With `terms`, the present plan applies its newest terms at once. The other fields decide about the money of the subscription; an absent field stays as it is. Without `planCode` only they are set: a trial goes on, and a pending plan or cancel stays.',
    answers: SubscriptionView,
    body: { planCode: 'limitless' },
    refuses: [
      'not_found',
      'unknown_plan',
      'plan_archived',
      'business_closed',
      'wrong_state',
      'no_payment_provider',
      'renewal_failed',
    ],
    states: {
      ...CHANGE_STATES,
      no_trial: 'the plan has no trial',
      trial_used: 'the business or its owner has had the trial',
      seats_held: SEAT_STATES.seats_held,
    },
  })
  put(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: PutSubscriptionDto,
  ): Promise<SubscriptionView> {
    return this.lifecycle.put({ by: operator, businessId: id }, body, body);
  }

  @Delete('pending-plan')
  @Operation({
    id: 'deleteBusinessPendingPlan',
    summary: 'Take back the pending plan, if there is one',
    status: 204,
    refuses: ['not_found', 'business_closed', 'wrong_state', 'renewal_failed'],
    states: ENDED_STATE,
  })
  dropPendingPlan(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<void> {
    return this.lifecycle.dropPendingPlan({ by: operator, businessId: id });
  }

  @Post('cancel')
  @Operation({
    id: 'cancelBusinessSubscription',
    summary: 'End the subscription of a business when its cycle ends, or at once',
    answers: SubscriptionView,
    body: { when: 'cycleEnd' },
    refuses: ['not_found', 'business_closed', 'wrong_state', 'renewal_failed'],
    states: ENDED_STATE,
  })
  cancel(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() { when }: CancelDto,
  ): Promise<SubscriptionView> {
    return this.lifecycle.cancel({ by: operator, businessId: id }, when);
  }

  @Post('resume')
  @Operation({
    id: 'resumeBusinessSubscription',
    summary: 'Take back a cancel before it takes effect',
    answers: SubscriptionView,
    refuses: ['not_found', 'business_closed', 'wrong_state', 'renewal_failed'],
    states: ENDED_STATE,
  })
  resume(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<SubscriptionView> {
    return this.lifecycle.resume({ by: operator, businessId: id });
  }

  @Post('trial')
  @Operation({
    id: 'extendTrial',
    summary: 'Let a running trial end later',
    description:
      'The next cycle begins at the new end. A trial is at most 730 days long, and cannot be made shorter.',
    answers: SubscriptionView,
    body: { endsAt: '2031-06-01T00:00:00.000Z' },
    refuses: ['not_found', 'business_closed', 'wrong_state', 'renewal_failed'],
    states: { active: NO_TRIAL, pastDue: NO_TRIAL, ...ENDED_STATE },
  })
  extendTrial(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() { endsAt }: ExtendTrialDto,
  ): Promise<SubscriptionView> {
    return this.lifecycle.extendTrial({ by: operator, businessId: id }, endsAt);
  }

  @Post('renew')
  @Operation({
    id: 'renewBusinessSubscription',
    summary: 'Renew the subscription of a business now if it is due, also if the loop set it aside',
    description: 'If it is not due, nothing changes.',
    answers: SubscriptionView,
    refuses: ['not_found', 'renewal_failed', 'clock_wrong'],
  })
  renew(@NamedBusiness() { businessId, now }: BusinessInTime): Promise<SubscriptionView> {
    return this.subscriptions.renewNow(businessId, now);
  }

  @Get('upcoming')
  @Operation({
    id: 'listBusinessUpcomingCycles',
    summary: 'Show what will happen at the end of this cycle and of the next cycles',
    answers: UpcomingView,
    list: true,
    query: { cycles: 12 },
    refuses: ['not_found'],
  })
  showUpcoming(
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @Query() query: UpcomingQuery,
  ): Promise<Page<UpcomingView>> {
    return this.upcoming.list(businessId, query, now);
  }
}
