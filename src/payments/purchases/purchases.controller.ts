import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { MemberPrincipal } from '../../common/principal.js';
import {
  CHANGE_STATES,
  ChangePlanDto,
  PlanPreviewView,
  SEAT_STATES,
  SubscriptionView,
} from '../../subscriptions/index.js';
import { PurchasePreviewQuery } from './purchases.dto.js';
import { PurchasesService } from './purchases.service.js';

const PAID_TOO_LATE = 'it was paid, but is not possible any more: the money is sent back';

/** Changes the plan of the caller's business. What has to be paid is paid first. */
@Controller('v1/subscription/plan')
@Chapter('Subscription')
export class PurchasesController {
  constructor(private readonly purchases: PurchasesService) {}

  @Get('preview')
  @AllowMembers()
  @Operation({
    id: 'previewPlanChange',
    summary: 'Show what a change of plan would do, and what is due now',
    answers: PlanPreviewView,
    query: { planCode: 'pro' },
    refuses: ['not_found', 'unknown_plan', 'plan_archived', 'wrong_state', 'change_at_cycle_end'],
    states: { ...CHANGE_STATES, ...SEAT_STATES },
  })
  preview(
    @CurrentMember() member: MemberPrincipal,
    @Query() query: PurchasePreviewQuery,
  ): Promise<PlanPreviewView> {
    return this.purchases.preview(member, member.businessId, query);
  }

  @Put()
  @AllowMembers('owner')
  @Operation({
    id: 'changePlan',
    summary: 'Change the plan, or subscribe again after the end',
    description:
      'A plan with a higher price begins at once, any other plan when the cycle ends. Name the present plan to keep it; with `terms` ' +
      'it is kept under its newest terms. If money is collected, the saved payment method is first charged with what is due ' +
      'now. Without one, open a checkout that names the plan.',
    answers: SubscriptionView,
    body: { planCode: 'pro' },
    refuses: [
      'not_found',
      'unknown_plan',
      'plan_archived',
      'wrong_state',
      'change_at_cycle_end',
      'payment_required',
      'payment_failed',
      'price_changed',
      'amount_too_small',
      'payment_unavailable',
      'renewal_failed',
    ],
    states: {
      ...CHANGE_STATES,
      ...SEAT_STATES,
      processing: 'a payment for this or another change is under way',
      void: 'it has expired, or another change took its place, and nothing was paid for it',
      unapplied: PAID_TOO_LATE,
      amountMismatch:
        'another amount was paid: an operator accepts it, and the plan begins, or sends it back',
    },
  })
  change(@CurrentMember() member: MemberPrincipal, @Body() body: ChangePlanDto): Promise<SubscriptionView> {
    return this.purchases.change(member, body);
  }
}
